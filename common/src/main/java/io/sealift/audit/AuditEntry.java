package io.sealift.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * What is recorded of one action: who, what, which key, and the outcome. Texts may come from
 * whoever asks, and are written so that they cannot begin a line; none of them is a secret.
 *
 * @param keys that were used or named, each once
 * @param code why not, if the outcome is not {@code ACCEPTED}
 * @param count of how many actions, where a record sums up more than one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AuditEntry(
    Who who,
    What what,
    List<UsedKey> keys,
    Outcome outcome,
    Optional<String> code,
    Optional<Long> count) {
  public AuditEntry {
    keys = List.copyOf(keys);
  }

  /**
   * Who asks.
   *
   * @param account as its signature proved; absent where nothing was proved
   * @param accessKeyId the key that signed; only claimed where there is no account
   * @param address where a request came from
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Who(
      Optional<String> account,
      Optional<String> role,
      Optional<String> accessKeyId,
      Optional<String> address) {
    /** Somebody of whom only the account is known. */
    public static Who of(Optional<String> account) {
      return new Who(account, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * What is done.
   *
   * @param action names an endpoint, an action of an interface, or a call of the key service
   * @param purpose what an agent needs the key for
   * @param requestId as the answer has it
   * @param traceId of the trace that it belongs to
   * @param resources ids of what was named or made
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record What(
      String action,
      Optional<String> purpose,
      Optional<String> requestId,
      Optional<String> traceId,
      Optional<String> jobId,
      Optional<String> taskId,
      List<String> resources,
      List<String> regions) {
    public What {
      resources = List.copyOf(resources);
      regions = List.copyOf(regions);
    }
  }

  /** A key of a region's key service. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record UsedKey(String keyId, Optional<String> region) {}

  /** What came of it. */
  public enum Outcome {
    /** It is done, or begun. */
    ACCEPTED,
    /** Whoever asked may not, or has not proved who it is. */
    DENIED,
    /** It was not done for another reason. */
    FAILED
  }
}
