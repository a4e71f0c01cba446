package io.sealift.coordinator.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.coordinator.state.Account.StoredAccessKey;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.copy.AccountId;
import io.sealift.kafka.Topics;
import io.sealift.protocol.MessageFormatException;
import io.sealift.signature.RecordSignature;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordAuthenticatorTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] VALUE = "{\"version\":1}".getBytes(UTF_8);

  private final ClusterState state = new ClusterState();
  private SecretSealer sealer;
  private RecordAuthenticator authenticator;

  @BeforeEach
  void accounts(@TempDir Path directory) throws Exception {
    sealer = SecretSealer.open(directory.resolve("a.key"));
    authenticator = new RecordAuthenticator(sealer, Topics.COPY_REQUESTS);
    account("alice", Role.OPERATOR, "ak-alice", true);
    account("watcher", Role.VIEWER, "ak-watcher", true);
    account("gone", Role.OPERATOR, "ak-gone", false);
  }

  private void account(String id, Role role, String keyId, boolean enabled) {
    StoredAccessKey key = new StoredAccessKey(keyId, sealer.seal(keyId, "secret"), enabled);
    Account account = new Account(new AccountId(id), role, List.of(key), NOW);
    state.apply(account.key(), account);
  }

  private static Map<String, String> signed(String keyId, Instant date) {
    String text = date.toString();
    return new HashMap<>(
        Map.of(
            RecordSignature.ACCESS_KEY_ID,
            keyId,
            RecordSignature.DATE,
            text,
            RecordSignature.SIGNATURE,
            RecordSignature.sign("secret", Topics.COPY_REQUESTS, keyId, text, VALUE)));
  }

  private AccountId authenticate(Map<String, String> headers, byte[] value) throws Exception {
    return authenticator.authenticate(state, headers, value, NOW);
  }

  private void assertRefused(Map<String, String> headers, byte[] value, String reason) {
    assertThatThrownBy(() -> authenticate(headers, value))
        .isInstanceOf(MessageFormatException.class)
        .hasMessage(reason);
  }

  @Test
  void aSignedRecordIsItsAccounts() throws Exception {
    assertThat(authenticate(signed("ak-alice", NOW), VALUE)).isEqualTo(new AccountId("alice"));
  }

  @Test
  void everyPartOfARecordIsSigned() {
    String refusal = "sealift-signature: the signature is not accepted";
    assertRefused(signed("ak-alice", NOW), "{\"version\":2}".getBytes(UTF_8), refusal);
    for (String name : List.of(RecordSignature.DATE, RecordSignature.SIGNATURE)) {
      Map<String, String> headers = signed("ak-alice", NOW);
      headers.computeIfPresent(name, (key, value) -> value.replaceFirst("[0-9]", "x"));
      assertRefused(headers, VALUE, refusal);
    }
    Map<String, String> headers = signed("ak-alice", NOW);
    headers.put(RecordSignature.ACCESS_KEY_ID, "ak-watcher");
    assertRefused(headers, VALUE, refusal);
    RecordAuthenticator elsewhere = new RecordAuthenticator(sealer, "another-topic");
    assertThatThrownBy(() -> elsewhere.authenticate(state, signed("ak-alice", NOW), VALUE, NOW))
        .hasMessage(refusal);
  }

  @Test
  void unknownAndDisabledKeysGetTheSameAnswer() {
    String refusal = "sealift-signature: the signature is not accepted";
    assertRefused(signed("ak-unknown", NOW), VALUE, refusal);
    assertRefused(signed("ak-gone", NOW), VALUE, refusal);
    assertRefused(signed("nobody", NOW), VALUE, refusal);
  }

  @Test
  void aMissingHeaderIsNamed() {
    for (String name :
        List.of(RecordSignature.ACCESS_KEY_ID, RecordSignature.DATE, RecordSignature.SIGNATURE)) {
      Map<String, String> headers = signed("ak-alice", NOW);
      headers.remove(name);
      assertRefused(headers, VALUE, name + ": the record header is missing");
    }
  }

  @Test
  void aRecordMayWaitADay() throws Exception {
    String refusal = "sealift-date: must be within the last day by this server's clock";
    Duration day = Duration.ofDays(1);
    assertThat(authenticate(signed("ak-alice", NOW.minus(day)), VALUE)).isNotNull();
    assertRefused(signed("ak-alice", NOW.minus(day).minusSeconds(1)), VALUE, refusal);
    assertThat(authenticate(signed("ak-alice", NOW.plusSeconds(900)), VALUE)).isNotNull();
    assertRefused(signed("ak-alice", NOW.plusSeconds(901)), VALUE, refusal);
  }

  @Test
  void aViewerSubmitsNothing() {
    assertRefused(
        signed("ak-watcher", NOW),
        VALUE,
        "sealift-access-key-id: the account may look, but not change anything");
  }
}
