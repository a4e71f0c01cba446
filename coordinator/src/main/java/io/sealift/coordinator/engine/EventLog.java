package io.sealift.coordinator.engine;

import io.sealift.coordinator.job.Changes;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.JobEventMessage;
import io.sealift.telemetry.TraceScope;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Has the log say what users are told of their jobs, with the trace of each: so one search finds a
 * copy's steps here and with the agents.
 */
final class EventLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(EventLog.class);

  private EventLog() {}

  /** One line for each event of a batch that the journal holds by now. */
  static void write(Changes changes) {
    for (JobEventMessage event : changes.events()) {
      Optional<TraceParent> trace =
          JobTraces.of(changes.state(), event.subject()).or(() -> changes.causeOf(event));
      trace.ifPresentOrElse(its -> TraceScope.run(its, () -> write(event)), () -> write(event));
    }
  }

  // Nothing that a user typed: a refusal's reason may quote it, and its token is one.
  private static void write(JobEventMessage event) {
    LoggingEventBuilder line = LOGGER.atInfo().addKeyValue("event", event.type());
    Object jobId = event.data().get("jobId");
    if (jobId != null) {
      line = line.addKeyValue("jobId", jobId);
    }
    Object region = event.data().get("region");
    if (region != null) {
      line = line.addKeyValue("region", region);
    }
    Object code = event.data().get("code");
    if (code != null) {
      line = line.addKeyValue("failureCode", code);
    }
    line.log("job event");
  }
}
