package io.sealift.coordinator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.audit.RecordedAudits;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.job.Policy;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.copy.AccountId;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.RegionId;
import io.sealift.kafka.Topics;
import io.sealift.protocol.JobEventMessage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What must not be on the engine's input topics: it changes nothing, throws nothing, and only a
 * user's request is answered, once, in the dead letters.
 */
class BadRecordTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String HEAD =
      "\"head\":{\"taskId\":\"t-1\",\"dispatch\":1,\"jobId\":\"j-1\",\"region\":\"south\"},"
          + "\"attempt\":\"a-1\",\"agentId\":\"south-1\"";
  private static final String REQUEST =
      "{\"version\":1,\"requestToken\":\"t\",\"region\":\"south\",\"imageId\":\"m-1\",\"targets\":[]}";

  private final ClusterState state = new ClusterState();
  private final EngineInputs inputs =
      new EngineInputs(
          new JobDecider(Policy.defaults(Set.of(new RegionId("south"))), new RandomIdSource()),
          (known, headers, value, now) -> new AccountId("alice"),
          new RecordedAudits(InstantSource.system()).audits());

  private static List<String> texts() {
    List<String> texts =
        new ArrayList<>(
            List.of(
                "",
                " ",
                "x",
                "{",
                "{}",
                "[]",
                "null",
                "17",
                "\"text\"",
                "<xml/>",
                "\ufeff{}",
                "{\"version\":1}",
                "{\"version\":0,\"type\":\"submit-copy\"}",
                "{\"version\":2,\"type\":\"submit-copy\"}",
                "{\"version\":255}",
                "{\"version\":\"1\"}",
                "{\"version\":1,\"version\":1}",
                "{\"version\":1,\"type\":\"no-such-type\"}",
                "{\"version\":1,\"type\":\"java.lang.Runtime\"}",
                "{\"version\":1,\"@type\":\"java.lang.Runtime\",\"@class\":\"java.net.URL\"}",
                "{\"version\":1,\"__proto__\":{}}",
                "{\"version\":1,\"type\":\"attempt-running\"}",
                "{\"version\":1,\"type\":\"attempt-running\"," + HEAD + ",\"bytes\":-1}",
                "{\"version\":1,\"type\":\"attempt-running\"," + HEAD + ",\"bytes\":1e308}",
                "{\"version\":1,\"type\":\"attempt-running\"," + HEAD + ",\"bytes\":\"NaN\"}",
                "{\"version\":1,\"type\":\"attempt-running\"," + HEAD + ",\"bytesDone\":1,\"x\":1}",
                "{\"version\":1,\"type\":\"key-changed\"," + HEAD + ",\"key\":null}",
                "{\"version\":1,\"type\":\"agent-registered\",\"agentId\":\"../../etc\"}",
                "{\"version\":1,\"commandId\":\"c\",\"account\":\"Alice\",\"at\":\"soon\"}",
                "{\"version\":1,\"commandId\":\"c\",\"account\":\"a\",\"at\":\"2026-03-01T12:00:00Z\","
                    + "\"command\":{\"type\":\"no-such-command\"}}",
                "{\"version\":1,\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
                "{\"version\":1,\"" + "a".repeat(1 << 20) + "\":1}",
                REQUEST.substring(0, REQUEST.length() - 1),
                REQUEST.replace("\"t\"", "17"),
                REQUEST.replace("\"targets\":[]", "\"targets\":[null]"),
                REQUEST.replace("\"targets\":[]", "\"targets\":[],\"surprise\":1"),
                REQUEST + REQUEST));
    return texts;
  }

  static Stream<Arguments> records() {
    List<Arguments> records = new ArrayList<>();
    for (String topic :
        List.of(Topics.COPY_REQUESTS, Topics.COMMANDS, Topics.PROGRESS, Topics.AGENTS)) {
      for (String text : texts()) {
        records.add(
            Arguments.of(
                topic, text.substring(0, Math.min(60, text.length())), text.getBytes(UTF_8)));
      }
      records.add(Arguments.of(topic, "not UTF-8", new byte[] {'{', (byte) 0xff, '}'}));
      records.add(Arguments.of(topic, "zeros", new byte[1000]));
      if (!topic.equals(Topics.AGENTS)) {
        records.add(Arguments.of(topic, "tombstone", null)); // Of an agent it means: it has left.
      }
    }
    return records.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("records")
  void aBadRecordChangesNothingAndIsAnsweredAtMostOnce(
      String topic, String what, byte @Nullable [] value) {
    Changes changes = new Changes(state);

    inputs.decide(new ConsumerRecord<>(topic, 0, 7, "a key", value), changes, NOW);

    assertThat(changes.records()).isEmpty();
    assertThat(changes.tasks()).isEmpty();
    List<ProducerRecord<String, byte[]>> letters = inputs.takeDeadLetters();
    if (!topic.equals(Topics.COPY_REQUESTS)) {
      assertThat(letters).isEmpty();
      assertThat(changes.events()).isEmpty();
      return;
    }
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).value()).isEqualTo(value);
    String reason =
        new String(letters.get(0).headers().lastHeader("sealift-reason").value(), UTF_8);
    assertThat(reason).hasLineCount(1).doesNotContain("Exception", "com.fasterxml", "io.sealift");
    assertThat(changes.events())
        .extracting(JobEventMessage::type)
        .containsExactly("io.sealift.job.refused");
  }
}
