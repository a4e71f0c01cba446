package io.sealift.coordinator.api.rpc;

import io.sealift.coordinator.account.Identity;
import io.sealift.copy.AccountId;
import java.time.Instant;

/**
 * A request whose signature and parameters were checked.
 *
 * @param parameters without those of the signature
 * @param host whom the client means to talk to
 */
public record RpcCall(Identity identity, RpcParameters parameters, Instant now, String host) {
  /** Who asks. */
  public AccountId account() {
    return identity.account();
  }

  /** A parameter that its action requires. */
  public String required(String name) {
    return parameters.required(name);
  }
}
