package io.sealift.agent;

import io.sealift.agent.attempt.ReportFailedException;
import io.sealift.agent.intake.AgentListener;
import io.sealift.agent.intake.ControlListener;
import io.sealift.agent.intake.Heartbeat;
import io.sealift.agent.intake.KafkaReporter;
import io.sealift.agent.intake.ShareGroup;
import io.sealift.agent.intake.TaskConsumer;
import io.sealift.agent.kms.AuditedKms;
import io.sealift.agent.kms.InstrumentedKms;
import io.sealift.agent.kms.Kms;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.kms.RetryingKms;
import io.sealift.agent.kms.local.LocalKms;
import io.sealift.agent.store.StoreException;
import io.sealift.audit.AuditTrail;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.RegionId;
import io.sealift.copy.TraceParent;
import io.sealift.kafka.KafkaTroubles;
import io.sealift.kafka.Principals;
import io.sealift.kafka.RecordHandler;
import io.sealift.kafka.TopicReader;
import io.sealift.kafka.TopicWatch;
import io.sealift.kafka.Topics;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.TaskMessage;
import io.sealift.telemetry.Telemetry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running region agent: takes its region's tasks off Kafka, works on them, and serves its
 * region's snapshots to others. The composition root; everything it makes it also closes.
 */
public final class RegionAgent implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RegionAgent.class);
  private static final Duration CATCH_UP_PATIENCE = Duration.ofSeconds(60);

  private final AtomicBoolean ready;
  private final Duration stopGrace;
  private final KafkaTroubles troubles;
  private final AuditTrail audit;
  private final AgentServices services;
  private final KafkaReporter reporter;
  private final List<TopicReader> readers = new ArrayList<>();
  private final TaskConsumer tasks;
  private final Heartbeat heartbeat;
  private @Nullable TopicWatch watch;

  private RegionAgent(RegionAgentSettings settings, Telemetry telemetry, AuditTrail audit)
      throws StoreException, KmsException {
    this.audit = audit;
    this.ready = new AtomicBoolean();
    this.stopGrace = settings.limits().stopGrace();
    this.troubles = new KafkaTroubles(telemetry.registry());
    Kms kms = new AuditedKms(keyService(settings, telemetry), settings.region(), audit);
    this.reporter = new KafkaReporter(settings.kafka());
    this.services = servicesOrClose(settings, kms, telemetry);
    ShareGroup group = new ShareGroup(settings.region(), settings.limits().acquisitionLock());
    this.tasks =
        new TaskConsumer(
            settings.kafka(),
            group,
            this::run,
            settings.limits().slots(),
            troubles,
            telemetry.registry());
    this.heartbeat =
        new Heartbeat(settings.agentId(), reporter, () -> services.registration(tasks.freeSlots()));
  }

  private AgentServices servicesOrClose(RegionAgentSettings settings, Kms kms, Telemetry telemetry)
      throws StoreException {
    boolean made = false;
    try {
      AgentServices wired = new AgentServices(settings, kms, reporter, telemetry, this::isReady);
      made = true;
      return wired;
    } finally {
      if (!made) {
        reporter.close();
      }
    }
  }

  private static Kms keyService(RegionAgentSettings settings, Telemetry telemetry)
      throws KmsException {
    SecureRandom random = new SecureRandom();
    LocalKms local =
        new LocalKms(
            settings.keyRingDirectory(),
            settings.region(),
            Clock.systemUTC(),
            new RandomIdSource(),
            random);
    return new RetryingKms(
        new InstrumentedKms(local, telemetry.registry()),
        RetryingKms.Limits.DEFAULT,
        random,
        delay -> TimeUnit.NANOSECONDS.sleep(delay.toNanos()));
  }

  /**
   * Starts an agent, and returns when it takes tasks. Kafka must be reachable and its topics there,
   * or come within a minute.
   *
   * @throws StoreException when the store is another region's, or an agent of this id runs already
   * @throws KmsException when the key ring cannot be opened
   * @throws IOException when the audit log cannot be written
   */
  public static RegionAgent start(RegionAgentSettings settings, Telemetry telemetry)
      throws StoreException, KmsException, IOException {
    telemetry.tagAll("region", settings.region().value());
    AuditTrail audit =
        AuditTrail.open(
            settings.audit(),
            settings.agentId().value(),
            telemetry.registry(),
            new RandomIdSource(),
            Clock.systemUTC());
    boolean running = false;
    try {
      RegionAgent agent = new RegionAgent(settings, telemetry, audit);
      agent.joinOrClose(settings);
      running = true;
      return agent;
    } finally {
      if (!running) {
        audit.close();
      }
    }
  }

  private void joinOrClose(RegionAgentSettings settings) {
    boolean running = false;
    try {
      join(settings);
      running = true;
    } finally {
      if (!running) {
        close();
      }
    }
  }

  private void join(RegionAgentSettings settings) {
    TopicReader control =
        read(
            settings,
            Topics.CONTROL,
            new ControlListener(services.tickets(), services.directives()));
    TopicReader agents = read(settings, Topics.AGENTS, new AgentListener(services.directory()));
    new ShareGroup(settings.region(), settings.limits().acquisitionLock())
        .configure(settings.kafka());
    // Orders first: a task of a cancelled target must not begin, and no ticket is known before its
    // key.
    awaitCaughtUp(control, Topics.CONTROL);
    awaitCaughtUp(agents, Topics.AGENTS);
    RegionId region = settings.region();
    watch =
        TopicWatch.start(
            settings.kafka(),
            troubles,
            Principals.agent(region),
            List.of(region),
            topic -> readers.forEach(reader -> reader.madeAnew(topic)));
    heartbeat.start();
    tasks.start();
    services.startHousekeeping();
    ready.set(true);
    LOGGER
        .atInfo()
        .addKeyValue("agentId", settings.agentId())
        .addKeyValue("region", settings.region())
        .addKeyValue("management", services.managementEndpoint())
        .log("region agent ready");
  }

  private TopicReader read(RegionAgentSettings settings, String topic, RecordHandler handler) {
    TopicReader reader =
        TopicReader.fromBeginning(settings.kafka(), List.of(topic), troubles, handler);
    readers.add(reader);
    return reader;
  }

  private static void awaitCaughtUp(TopicReader reader, String topic) {
    try {
      reader.awaitCaughtUp(CATCH_UP_PATIENCE);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "cannot start the agent: topic %s was not read within %d s"
              .formatted(topic, CATCH_UP_PATIENCE.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("cannot start the agent: interrupted", e);
    }
  }

  private void run(TaskMessage task, TraceParent trace) throws ReportFailedException {
    services.runner().run(task, trace);
  }

  /** Where metrics and health are served. */
  public Endpoint managementEndpoint() {
    return services.managementEndpoint();
  }

  /** Whether the agent takes tasks, and Kafka lets it. */
  public boolean isReady() {
    return ready.get() && troubles.current().isEmpty();
  }

  /**
   * Stops in order, within the grace time: no new tasks; running ones end, or are given back; the
   * others are told; what they still pull here ends; ports and store are let go.
   */
  @Override
  public void close() {
    long deadline = System.nanoTime() + stopGrace.toNanos();
    ready.set(false);
    tasks.stop();
    if (!tasks.awaitEnd(stopGrace)) {
      services.stop();
    }
    tasks.close();
    // Not before: whoever is not registered may not pull from others.
    heartbeat.close();
    if (watch != null) {
      watch.close();
    }
    services.drain(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    readers.forEach(TopicReader::close);
    services.close();
    reporter.close();
    audit.close();
    LOGGER.atInfo().log("region agent stopped");
  }
}
