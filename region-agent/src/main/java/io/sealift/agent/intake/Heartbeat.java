package io.sealift.agent.intake;

import io.sealift.agent.attempt.ReportFailedException;
import io.sealift.copy.AgentId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every two seconds that the agent is there, and at last that it has left. */
public final class Heartbeat implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Heartbeat.class);
  private static final long PERIOD_SECONDS = 2;
  private final AgentId agentId;
  private final KafkaReporter reporter;
  private final Supplier<AgentRegistered> registration;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "heartbeat"));

  /** A heartbeat that asks for the registration each time. */
  public Heartbeat(
      AgentId agentId, KafkaReporter reporter, Supplier<AgentRegistered> registration) {
    this.agentId = agentId;
    this.reporter = reporter;
    this.registration = registration;
  }

  /** Registers at once, and again every two seconds. */
  public void start() {
    var beating = timer.scheduleAtFixedRate(this::beat, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    LOGGER.atDebug().addKeyValue("cancelled", beating.isCancelled()).log("heartbeat started");
  }

  // A scheduled task that throws is never run again, and an agent without a heartbeat is dead to
  // all others.
  @SuppressWarnings("checkstyle:IllegalCatch")
  private void beat() {
    try {
      reporter.register(registration.get());
    } catch (RuntimeException e) {
      LOGGER.atError().setCause(e).log("heartbeat failed by a defect");
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      reporter.unregister(agentId);
    } catch (ReportFailedException e) {
      LOGGER.atWarn().setCause(e).log("leaving was not announced; others notice by the silence");
    }
  }
}
