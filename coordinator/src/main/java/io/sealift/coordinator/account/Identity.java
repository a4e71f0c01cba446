package io.sealift.coordinator.account;

import io.sealift.coordinator.state.Account.Role;
import io.sealift.copy.AccountId;

/**
 * Who asks, as a signature has proved.
 *
 * @param accessKeyId the key that signed; empty where a token stood for it
 */
public record Identity(AccountId account, Role role, String accessKeyId) {
  /** Whoever looks at what everybody may see. */
  public static final Identity NOBODY = new Identity(new AccountId("nobody"), Role.VIEWER, "");

  /** Whether the account may change anything. */
  public boolean mayChange() {
    return role != Role.VIEWER;
  }
}
