package io.sealift.agent.kms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.agent.kms.local.LocalKms;
import io.sealift.audit.AuditTrail;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract through a key service that is recorded, and looks at the records. */
class AuditedKmsTest extends KmsContract {
  private static final KeyWork WORK =
      new KeyWork(
          "prepare-target",
          Optional.of(OWNER),
          Optional.of(new CopyJobId("j-1")),
          Optional.of("task-1"),
          TraceParent.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

  @TempDir Path home;
  private final List<String> lines = new ArrayList<>();

  @Override
  protected Kms kms() {
    return audited(local());
  }

  private Kms local() {
    try {
      return new LocalKms(
          home, REGION, new ManualTime(NOW), new RandomIdSource(), new SecureRandom());
    } catch (KmsException e) {
      throw new AssertionError(e);
    }
  }

  private Kms audited(Kms kms) {
    AuditTrail trail =
        new AuditTrail(
            lines::add, "a-1", new SimpleMeterRegistry(), new RandomIdSource(), () -> NOW);
    return new AuditedKms(kms, REGION, trail);
  }

  private List<JsonNode> records() {
    List<JsonNode> records = new ArrayList<>();
    for (String line : lines) {
      try {
        records.add(StrictJson.mapper().readTree(line));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return records;
  }

  @Test
  void eachUseOfAKeyIsOneRecordWithItsPurpose() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    lines.clear();

    Kms working = kms.on(WORK);
    try (DataKeyPair pair = working.generateDataKey(CUSTOMER, OWNER, CONTEXT)) {
      working.unwrap(pair.wrapped(), CONTEXT).close();
    }

    assertThat(records())
        .extracting(written -> written.at("/what/action").asText())
        .containsExactly("key:generate", "key:unwrap");
    assertThat(records())
        .allSatisfy(
            written -> {
              assertThat(written.at("/what/purpose").asText()).isEqualTo("prepare-target");
              assertThat(written.at("/what/jobId").asText()).isEqualTo("j-1");
              assertThat(written.at("/what/taskId").asText()).isEqualTo("task-1");
              assertThat(written.at("/what/traceId").asText())
                  .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
              assertThat(written.at("/what/regions/0").asText()).isEqualTo(REGION.value());
              assertThat(written.at("/what/resources/0").asText())
                  .isEqualTo(CONTEXT.snapshotId().value());
              assertThat(written.at("/who/account").asText()).isEqualTo(OWNER.value());
              assertThat(written.at("/keys/0/keyId").asText()).isEqualTo(KEY.value());
              assertThat(written.at("/keys/0/region").asText()).isEqualTo(REGION.value());
              assertThat(written.path("outcome").asText()).isEqualTo("ACCEPTED");
            });
  }

  @Test
  void aForeignKeyIsRecordedAsDenied() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    lines.clear();

    assertRefused(
        FailureCode.KEY_FOREIGN,
        () -> kms.on(WORK).generateDataKey(CUSTOMER, new AccountId("other"), CONTEXT));

    JsonNode written = records().get(0);
    assertThat(lines).hasSize(1);
    assertThat(written.path("outcome").asText()).isEqualTo("DENIED");
    assertThat(written.path("code").asText()).isEqualTo("KEY_FOREIGN");
    assertThat(written.at("/who/account").asText()).isEqualTo("other");
    assertThat(written.at("/keys/0/keyId").asText()).isEqualTo(KEY.value());
  }

  @Test
  void aKeyServiceThatDoesNotAnswerIsRecordedAsFailed() {
    Kms silent = audited(new FailingKms(local(), FailureCode.KEY_SERVICE_UNAVAILABLE, 1));

    assertRefused(
        FailureCode.KEY_SERVICE_UNAVAILABLE,
        () -> silent.generateDataKey(CUSTOMER, OWNER, CONTEXT));

    assertThat(records().get(0).path("outcome").asText()).isEqualTo("FAILED");
  }

  @Test
  void whatCallersSealIsInNoRecord() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    byte[] plain = "secret-of-a-caller".getBytes(StandardCharsets.UTF_8);

    KeyUse.Sealed sealed = kms.seal(KEY, OWNER, plain, "{\"context\":\"of-a-caller\"}");
    kms.open(sealed, OWNER, "{\"context\":\"of-a-caller\"}");

    assertThat(records())
        .extracting(written -> written.at("/what/action").asText())
        .containsExactly("key:create", "key:seal", "key:open");
    assertThat(String.join("\n", lines))
        .doesNotContain("of-a-caller", Base64.getEncoder().encodeToString(plain), sealed.blob());
  }

  @Test
  void listingKeysUsesNone() throws KmsException {
    assertThat(kms().list()).isEmpty();

    assertThat(lines).isEmpty();
  }
}
