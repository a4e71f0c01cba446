package io.sealift.coordinator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.account.RecordAuthenticator;
import io.sealift.coordinator.account.SecretSealer;
import io.sealift.coordinator.audit.RecordedAudits;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.job.Policy;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.coordinator.state.Account.StoredAccessKey;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.copy.AccountId;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.RegionId;
import io.sealift.kafka.Topics;
import io.sealift.protocol.JobEventMessage;
import io.sealift.signature.RecordSignature;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copy requests on Kafka whose signature or whose wish is no good: answered once, never obeyed. */
final class BadRequestRecordTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SECRET = "secret";
  private static final String WRONG = "sealift-signature: the signature is not accepted";
  private static final byte[] VALUE =
      ("{\"version\":1,\"requestToken\":\"t-1\",\"region\":\"south\",\"imageId\":\"m-none\","
              + "\"targets\":[{\"region\":\"north\"}]}")
          .getBytes(UTF_8);

  private final ClusterState state = new ClusterState();
  private final RecordedAudits audits = new RecordedAudits(() -> NOW);
  private EngineInputs inputs;
  private SecretSealer sealer;

  @BeforeEach
  void accounts(@TempDir Path directory) throws Exception {
    sealer = SecretSealer.open(directory.resolve("sealing.key"));
    inputs =
        new EngineInputs(
            new JobDecider(
                Policy.defaults(Set.of(new RegionId("south"), new RegionId("north"))),
                new RandomIdSource()),
            new RecordAuthenticator(sealer, Topics.COPY_REQUESTS),
            audits.audits());
    account("alice", Role.OPERATOR, "ak-alice", true);
    account("watcher", Role.VIEWER, "ak-watcher", true);
    account("gone", Role.OPERATOR, "ak-gone", false);
  }

  private void account(String id, Role role, String keyId, boolean enabled) {
    StoredAccessKey key = new StoredAccessKey(keyId, sealer.seal(keyId, SECRET), enabled);
    Account account = new Account(new AccountId(id), role, List.of(key), NOW);
    state.apply(account.key(), account);
  }

  private static ConsumerRecord<String, byte[]> signed(String keyId, String date, String secret) {
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>(Topics.COPY_REQUESTS, 0, 7, "t-1", VALUE);
    record.headers().add(RecordSignature.ACCESS_KEY_ID, keyId.getBytes(UTF_8));
    record.headers().add(RecordSignature.DATE, date.getBytes(UTF_8));
    record
        .headers()
        .add(
            RecordSignature.SIGNATURE,
            RecordSignature.sign(secret, Topics.COPY_REQUESTS, keyId, date, VALUE).getBytes(UTF_8));
    return record;
  }

  private static ConsumerRecord<String, byte[]> good() {
    return signed("ak-alice", NOW.toString(), SECRET);
  }

  private Changes decided(ConsumerRecord<String, byte[]> record) {
    Changes changes = new Changes(state);
    inputs.decide(record, changes, NOW);
    assertThat(changes.records()).isEmpty();
    assertThat(changes.tasks()).isEmpty();
    assertThat(changes.events())
        .extracting(JobEventMessage::type)
        .containsExactly("io.sealift.job.refused");
    return changes;
  }

  private void requireDeadLetter(ConsumerRecord<String, byte[]> record, String reason) {
    decided(record);
    List<ProducerRecord<String, byte[]>> letters = inputs.takeDeadLetters();
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).value()).isEqualTo(record.value());
    assertThat(letters.get(0).headers().lastHeader("sealift-reason").value())
        .asString(UTF_8)
        .isEqualTo(reason);
  }

  @Test
  void aGoodSignatureLeadsToADecisionAndToNoDeadLetter() {
    Changes changes = decided(good());

    assertThat(changes.events().get(0).toString()).contains("imageId: no such image");
    assertThat(inputs.takeDeadLetters()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ak-unknown|2026-03-01T12:00:00Z|secret|" + WRONG,
        "ak-gone|2026-03-01T12:00:00Z|secret|" + WRONG,
        "nobody|2026-03-01T12:00:00Z|nobody|" + WRONG,
        "AK-ALICE|2026-03-01T12:00:00Z|secret|" + WRONG,
        "ak-alice|2026-03-01T12:00:00Z|other|" + WRONG,
        "ak-alice|2026-02-28T11:59:59Z|secret|sealift-date: must be within the last day by this"
            + " server's clock",
        "ak-alice|2026-03-01T12:15:01Z|secret|sealift-date: must be within the last day by this"
            + " server's clock",
        "ak-alice|1970-01-01T00:00:00Z|secret|sealift-date: must be within the last day by this"
            + " server's clock",
        "ak-alice|9999-12-31T23:59:59Z|secret|sealift-date: must be within the last day by this"
            + " server's clock",
        "ak-alice|yesterday|secret|sealift-date: must be a time in UTC like 2026-01-31T12:00:00Z",
        "ak-watcher|2026-03-01T12:00:00Z|secret|sealift-access-key-id: the account may look, but"
            + " not change anything",
      })
  void aSignatureThatIsNoGoodIsADeadLetter(
      String keyId, String date, String secret, String reason) {
    requireDeadLetter(signed(keyId, date, secret), reason);
  }

  @ParameterizedTest
  @CsvSource({RecordSignature.ACCESS_KEY_ID, RecordSignature.DATE, RecordSignature.SIGNATURE})
  void aHeaderThatIsMissingEmptyOrThereTwiceIsNamed(String name) {
    String reason = name + ": the record header is missing";
    ConsumerRecord<String, byte[]> without = good();
    without.headers().remove(name);
    requireDeadLetter(without, reason);
    for (byte[] value : new byte[][] {null, {}}) {
      ConsumerRecord<String, byte[]> empty = good();
      empty.headers().remove(name).add(name, value);
      requireDeadLetter(empty, reason);
    }
    ConsumerRecord<String, byte[]> twice = good();
    twice.headers().add(name, twice.headers().lastHeader(name).value());
    requireDeadLetter(twice, reason);
  }

  @Test
  void oddHeadersBesideTheSignatureChangeNothing() {
    ConsumerRecord<String, byte[]> record = good();
    for (int i = 0; i < 10_000; i++) {
      record.headers().add("x-" + i, new byte[] {(byte) 0xff});
    }
    decided(record);
    assertThat(inputs.takeDeadLetters()).isEmpty();
  }

  @Test
  void aRequestIsRecordedOnceItIsDurableAndNotBefore() {
    decided(good());
    assertThat(audits.records()).isEmpty();

    inputs.audit();
    inputs.audit();

    assertThat(audits.records())
        .singleElement()
        .satisfies(
            written -> {
              assertThat(written.at("/who/account").asText()).isEqualTo("alice");
              assertThat(written.at("/who/role").asText()).isEqualTo("OPERATOR");
              assertThat(written.at("/what/action").asText())
                  .isEqualTo("kafka:" + Topics.COPY_REQUESTS);
              assertThat(written.at("/what/requestId").asText())
                  .isEqualTo("sealift.copy-requests-0@7");
              assertThat(written.path("outcome").asText()).isEqualTo("FAILED");
              assertThat(written.path("code").asText()).isEqualTo("NOT_FOUND");
            });
  }

  @Test
  void aWrongSignatureIsRecordedAsDenied() {
    decided(signed("ak-alice", NOW.toString(), "other"));

    inputs.audit();

    assertThat(audits.records())
        .singleElement()
        .satisfies(
            written -> {
              assertThat(written.path("outcome").asText()).isEqualTo("DENIED");
              assertThat(written.at("/who/account").isMissingNode()).isTrue();
              assertThat(written.at("/who/accessKeyId").asText()).isEqualTo("ak-alice");
            });
  }

  @Test
  void aSignatureIsForItsValueAlone() {
    ConsumerRecord<String, byte[]> from = good();
    byte[] other = new String(VALUE, UTF_8).replace("north", "south").getBytes(UTF_8);
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>(Topics.COPY_REQUESTS, 0, 7, "t-1", other);
    from.headers().forEach(header -> record.headers().add(header));
    requireDeadLetter(record, WRONG);
  }
}
