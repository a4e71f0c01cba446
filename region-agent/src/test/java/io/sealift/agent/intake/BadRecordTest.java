package io.sealift.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.agent.attempt.TargetDirectives;
import io.sealift.agent.transfer.AgentDirectory;
import io.sealift.copy.RegionId;
import io.sealift.telemetry.MetricNames;
import io.sealift.ticket.TicketVerifier;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What must not be on the topics that agents read: it is passed over, and the reader goes on. A
 * reader whose handler throws would stop.
 */
class BadRecordTest {
  private static final RegionId SOUTH = new RegionId("south");
  private static final String TASK =
      "{\"version\":1,\"type\":\"delete-snapshots\",\"head\":{\"taskId\":\"t-1\",\"dispatch\":1,"
          + "\"jobId\":\"j-1\",\"region\":\"south\"},\"snapshots\":[\"s-1\"]}";

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final AgentListener agents = new AgentListener(new AgentDirectory(Clock.systemUTC()));
  private final ControlListener control =
      new ControlListener(new TicketVerifier(), new TargetDirectives(SOUTH));
  private final TaskReader tasks = new TaskReader(SOUTH, meters);

  static Stream<Arguments> values() {
    List<String> texts =
        List.of(
            "",
            " ",
            "x",
            "{",
            "{}",
            "[]",
            "null",
            "17",
            "\ufeff{}",
            "{\"version\":1}",
            "{\"version\":0,\"type\":\"ticket-key\"}",
            "{\"version\":2,\"type\":\"ticket-key\"}",
            "{\"version\":1,\"type\":\"no-such-type\"}",
            "{\"version\":1,\"type\":\"java.lang.Runtime\"}",
            "{\"version\":1,\"@class\":\"java.net.URL\",\"__proto__\":{}}",
            "{\"version\":1,\"type\":\"ticket-key\",\"keyId\":\"k\",\"publicKey\":\"!\","
                + "\"notAfter\":\"2026-03-01T12:00:00Z\"}",
            "{\"version\":1,\"type\":\"job-directives\",\"jobId\":\"*\",\"targets\":{}}",
            "{\"version\":1,\"type\":\"job-directives\",\"targets\":{}}",
            "{\"version\":1,\"type\":\"agent-registered\",\"agentId\":\"../../etc\"}",
            "{\"version\":1,\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
            TASK.substring(0, TASK.length() - 1),
            TASK + TASK,
            TASK.replace("\"version\":1", "\"version\":255"),
            TASK.replace("\"region\":\"south\"", "\"region\":\"west\""),
            TASK.replace("\"dispatch\":1", "\"dispatch\":-1"),
            TASK.replace("\"dispatch\":1", "\"dispatch\":9223372036854775808"),
            TASK.replace("\"s-1\"", "\"../s-1\""),
            TASK.replace("\"head\"", "\"@type\":\"java.net.URL\",\"head\""));
    List<Arguments> values = new ArrayList<>();
    for (String text : texts) {
      values.add(
          Arguments.of(text.substring(0, Math.min(60, text.length())), text.getBytes(UTF_8)));
    }
    values.add(Arguments.of("not UTF-8", new byte[] {'{', (byte) 0xff, '}'}));
    values.add(Arguments.of("zeros", new byte[1 << 20]));
    values.add(Arguments.of("nothing", null));
    return values.stream();
  }

  @ParameterizedTest(name = "a record of {0}")
  @MethodSource("values")
  void aBadRecordIsPassedOver(String what, byte @Nullable [] value) {
    for (@Nullable String key : new String[] {"a key", "j-", "j-*", "", null}) {
      ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("topic", 0, 7, key, value);

      agents.handle(record);
      control.handle(record);

      assertThat(tasks.read(record)).as(what).isEmpty();
    }
    assertThat(meters.counter(MetricNames.ATTEMPT_FAILURES, "code", "UNSUPPORTED").count())
        .isEqualTo(5);
  }
}
