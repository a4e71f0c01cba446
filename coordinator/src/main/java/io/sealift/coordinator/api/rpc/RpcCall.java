package io.sealift.coordinator.api.rpc;

import io.sealift.coordinator.account.Identity;
import io.sealift.copy.AccountId;
import io.sealift.copy.TraceParent;
import java.time.Instant;

/**
 * A request whose signature and parameters were checked.
 *
 * @param trace that what it asks for belongs to
 * @param parameters without those of the signature
 * @param host whom the client means to talk to
 */
public record RpcCall(
    Identity identity, TraceParent trace, RpcParameters parameters, Instant now, String host) {
  /** Who asks. */
  public AccountId account() {
    return identity.account();
  }

  /** A parameter that its action requires. */
  public String required(String name) {
    return parameters.required(name);
  }
}
