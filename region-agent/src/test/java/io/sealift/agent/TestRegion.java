package io.sealift.agent;

import io.micrometer.core.instrument.Counter;
import io.sealift.agent.attempt.ReportFailedException;
import io.sealift.agent.exchange.Conversion;
import io.sealift.agent.kms.Kms;
import io.sealift.agent.kms.local.LocalKms;
import io.sealift.copy.AgentId;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.RegionId;
import io.sealift.copy.TraceParent;
import io.sealift.kafka.KafkaSettings;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.TaskMessage;
import io.sealift.telemetry.MetricNames;
import io.sealift.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** One region with one agent, without Kafka: tasks are handed in and reports are kept. */
final class TestRegion implements AutoCloseable {
  private static final TraceParent TRACE =
      new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

  final RegionId region;
  final Path directory;
  final RecordingReporter reporter = new RecordingReporter();
  final Telemetry telemetry = new Telemetry();
  final Kms kms;
  final AgentServices services;

  TestRegion(String name, Path root) throws Exception {
    this.region = new RegionId(name);
    this.directory = root.resolve(name);
    this.kms =
        new LocalKms(
            directory.resolve("keys"),
            region,
            Clock.systemUTC(),
            new RandomIdSource(),
            new SecureRandom());
    RegionAgentSettings settings =
        new RegionAgentSettings(
                new AgentId("agent-" + name),
                region,
                KafkaSettings.of("unused:9092"),
                directory.resolve("store"),
                directory.resolve("keys"),
                "127.0.0.1",
                "127.0.0.1",
                RegionAgentSettings.Ports.ANY,
                RegionAgentSettings.Limits.DEFAULT)
            .with(
                new RegionAgentSettings.Exchange(
                    Files.createDirectories(directory.resolve("exchange")), Conversion.ALLOWED));
    this.services = new AgentServices(settings, kms, reporter, telemetry, () -> true);
  }

  AgentRegistered registration() {
    return services.registration(0);
  }

  /** Makes the agents of both regions known to each other. */
  void meet(AgentRegistered agent) {
    services.directory().register(agent);
  }

  /** A folder of the exchange directory. */
  Path bucket(String name) throws IOException {
    return Files.createDirectories(directory.resolve("exchange/acme").resolve(name));
  }

  /** Runs the task and gives its result. */
  ProgressMessage run(TaskMessage task) throws ReportFailedException {
    services.runner().run(task, TRACE);
    return reporter.last();
  }

  double bytes(String path) {
    return telemetry.registry().counter(MetricNames.BYTES, "path", path).count();
  }

  double seconds(String stage) {
    return telemetry.registry().get(MetricNames.STAGE_TIME).tag("stage", stage).counter().count();
  }

  double stageSeconds() {
    return telemetry.registry().get(MetricNames.STAGE_TIME).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @Override
  public void close() {
    services.close();
    telemetry.close();
  }
}
