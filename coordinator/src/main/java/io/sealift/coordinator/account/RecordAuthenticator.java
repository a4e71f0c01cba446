package io.sealift.coordinator.account;

import io.sealift.coordinator.account.AuthenticationResult.Accepted;
import io.sealift.coordinator.account.AuthenticationResult.Refused;
import io.sealift.coordinator.account.Credentials.Credential;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.signature.RecordSignature;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks the signature of records on {@code sealift.copy-requests}. A record may wait a day for an
 * engine before it is too old; that it counts once is its request token's doing. Safe for use by
 * many threads that each bring a state of their own.
 */
public final class RecordAuthenticator {
  /** How old a record's date may be. */
  public static final Duration MAX_AGE = Duration.ofDays(1);

  private static final Duration MAX_AHEAD = Duration.ofMinutes(15);
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
  private static final Refused WRONG =
      new Refused(RecordSignature.SIGNATURE + ": the signature is not accepted");

  private final Credentials credentials;

  /** An authenticator of accounts whose secrets this sealer sealed. */
  public RecordAuthenticator(SecretSealer sealer) {
    this.credentials = new Credentials(sealer);
  }

  /**
   * Checks one record; viewers are refused, too, because every record asks for a change.
   *
   * @param headers those that came once, as UTF-8 text
   */
  public AuthenticationResult authenticate(
      ClusterState state, String topic, Map<String, String> headers, byte[] value, Instant now) {
    String accessKeyId = headers.getOrDefault(RecordSignature.ACCESS_KEY_ID, "");
    String date = headers.getOrDefault(RecordSignature.DATE, "");
    String signature = headers.getOrDefault(RecordSignature.SIGNATURE, "");
    if (accessKeyId.isEmpty() || date.isEmpty() || signature.isEmpty()) {
      return new Refused(
          "the record needs the headers %s, %s and %s"
              .formatted(
                  RecordSignature.ACCESS_KEY_ID, RecordSignature.DATE, RecordSignature.SIGNATURE));
    }
    Credential credential = credentials.open(credentials.find(state, accessKeyId));
    String expected =
        RecordSignature.sign(credential.secret(), topic, accessKeyId, date, value);
    if (!RecordSignature.equal(expected, signature) || credential.identity().isEmpty()) {
      return WRONG;
    }
    Identity identity = credential.identity().get();
    if (!identity.mayChange()) {
      return new Refused(RecordSignature.ACCESS_KEY_ID + ": the account may only look");
    }
    return isInTime(date, now)
        ? new Accepted(identity)
        : new Refused(
            RecordSignature.DATE
                + ": must be a time in UTC like 2026-01-31T12:00:00Z, at most a day ago");
  }

  private static boolean isInTime(String text, Instant now) {
    if (!DATE.matcher(text).matches()) {
      return false;
    }
    try {
      Instant date = Instant.parse(text);
      return !date.isBefore(now.minus(MAX_AGE)) && !date.isAfter(now.plus(MAX_AHEAD));
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
