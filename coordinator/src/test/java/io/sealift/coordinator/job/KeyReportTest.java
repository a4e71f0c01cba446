package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.copy;
import static io.sealift.coordinator.job.TestCluster.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.command.Command;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyRotation;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is believed of an agent's description of a key, and what follows from it. */
class KeyReportTest {
  private final TestCluster cluster = new TestCluster();

  private static ProgressMessage.KeyChanged told(
      TestCluster cluster, KeyDescription key, KeyState state, int version) {
    TaskHead own = new TaskHead(new TaskId("t-own"), 1, new CopyJobId("j-own"), SOUTH);
    List<Instant> madeAt = Collections.nCopies(version - 1, cluster.now);
    return new ProgressMessage.KeyChanged(
        own,
        new AttemptId("a-own"),
        new AgentId("south-1"),
        new KeyDescription(
            key.keyId(),
            SOUTH,
            key.owner(),
            state,
            version,
            key.description(),
            key.createdAt(),
            Optional.empty(),
            Optional.of(new KeyRotation(madeAt, Optional.empty(), Optional.empty()))));
  }

  @Test
  void aVersionThatTheKeyServiceMadeByItselfIsBelievedAndNothingElseOfItsReport() {
    KeyId id = cluster.key(ACME, SOUTH);
    cluster.accepted(ACME, new Command.ChangeKey(id.value(), KeyAction.DISABLE, Optional.empty()));
    cluster.perform(cluster.take(TaskMessage.ChangeKey.class));
    KeyDescription key = cluster.key(id).orElseThrow().description();

    cluster.report(told(cluster, key, KeyState.ENABLED, 3));
    KeyDescription grown = cluster.key(id).orElseThrow().description();
    assertThat(grown.version()).isEqualTo(3);
    assertThat(grown.state()).isEqualTo(KeyState.DISABLED);

    cluster.report(told(cluster, key, KeyState.ENABLED, 2));
    assertThat(cluster.key(id).orElseThrow().description()).isEqualTo(grown);
  }

  @Test
  void theEndOfAKeyChangeTellsWhatItCloses() {
    KeyId key = cluster.key(ACME, SOUTH);
    cluster.creating(
        copy("t", cluster.image(0), to(SOUTH, Optional.of(true), Optional.of(key.value()))), ACME);
    CopyJobId operation =
        cluster.accepted(
            ACME, new Command.ChangeKey(key.value(), KeyAction.DISABLE, Optional.empty()));

    cluster.perform(cluster.take(TaskMessage.ChangeKey.class));

    assertThat(cluster.operation(operation).result())
        .contains(
            "key %s, version 1, is disabled; 1 running copies ended, 0 available images cannot be"
                    .formatted(key)
                + " opened while it is so");
  }

  @Test
  void aRefusedChangeOfAKeyNamesTheFieldAndTheReason() {
    String key = cluster.key(ACME, SOUTH).value();

    assertThat(cluster.refusal(ACME, new Command.SetKeyRotation(key, Optional.of(60L))))
        .isEqualTo("INVALID rotationSeconds: must be 604800 to 63072000, not 60");
    assertThat(cluster.refusal(ACME, new Command.DescribeKey(key, "x".repeat(8193))))
        .isEqualTo("INVALID description: must have at most 8192 characters, has 8193");
    assertThat(cluster.refusal(ACME, new Command.DescribeKey("key-none", "x")))
        .isEqualTo("NOT_FOUND keyId: no such key");
    assertThat(
            cluster.refusal(ACME, new Command.ChangeKey(key, KeyAction.DESCRIBE, Optional.empty())))
        .isEqualTo("INVALID action: must not be DESCRIBE");
    cluster.accepted(ACME, new Command.ChangeKey(key, KeyAction.DISABLE, Optional.empty()));
    cluster.perform(cluster.take(TaskMessage.ChangeKey.class));
    assertThat(
            cluster.refusal(ACME, new Command.ChangeKey(key, KeyAction.ROTATE, Optional.empty())))
        .startsWith("CONFLICT keyId: key ")
        .endsWith(" is not enabled");
  }
}
