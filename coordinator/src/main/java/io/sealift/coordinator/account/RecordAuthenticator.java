package io.sealift.coordinator.account;

import io.sealift.coordinator.account.Credentials.Credential;
import io.sealift.coordinator.engine.RequestAuthenticator;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.copy.AccountId;
import io.sealift.protocol.MessageFormatException;
import io.sealift.signature.RecordSignature;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Checks the signatures of records on {@code sealift.copy-requests}. A record may wait a day for an
 * engine before it is too old; that it counts once is its request token's doing. Safe for use by
 * many threads that each bring a state of their own.
 */
public final class RecordAuthenticator implements RequestAuthenticator {
  /** How old a record's date may be. */
  public static final Duration MAX_AGE = Duration.ofDays(1);

  private static final Duration MAX_AHEAD = Duration.ofMinutes(15);

  private final Credentials credentials;
  private final String topic;

  /** An authenticator of one topic's records, by accounts whose secrets this sealer sealed. */
  public RecordAuthenticator(SecretSealer sealer, String topic) {
    this.credentials = new Credentials(sealer);
    this.topic = topic;
  }

  /** Viewers are refused, too, because every record asks for a change. */
  @Override
  public AccountId authenticate(
      ClusterState state, Map<String, String> headers, byte[] value, Instant now)
      throws MessageFormatException {
    String accessKeyId = required(headers, RecordSignature.ACCESS_KEY_ID);
    String date = required(headers, RecordSignature.DATE);
    String signature = required(headers, RecordSignature.SIGNATURE);
    Credential credential = credentials.open(credentials.find(state, accessKeyId));
    String expected = RecordSignature.sign(credential.secret(), topic, accessKeyId, date, value);
    if (!RecordSignature.equal(expected, signature) || credential.identity().isEmpty()) {
      throw new MessageFormatException(
          RecordSignature.SIGNATURE + ": the signature is not accepted");
    }
    Identity identity = credential.identity().get();
    if (!identity.mayChange()) {
      throw new MessageFormatException(
          RecordSignature.ACCESS_KEY_ID + ": the account may look, but not change anything");
    }
    requireInTime(date, now);
    return identity.account();
  }

  private static String required(Map<String, String> headers, String name)
      throws MessageFormatException {
    String value = headers.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new MessageFormatException(name + ": the record header is missing");
    }
    return value;
  }

  private static void requireInTime(String text, Instant now) throws MessageFormatException {
    Instant date =
        SignatureDate.parse(text)
            .orElseThrow(
                () -> new MessageFormatException(RecordSignature.DATE + ": " + SignatureDate.FORM));
    if (date.isBefore(now.minus(MAX_AGE)) || date.isAfter(now.plus(MAX_AHEAD))) {
      throw new MessageFormatException(
          RecordSignature.DATE + ": must be within the last day by this server's clock");
    }
  }
}
