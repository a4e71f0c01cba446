package io.sealift.coordinator.audit;

import io.sealift.audit.AuditEntry;
import io.sealift.audit.AuditEntry.Outcome;
import io.sealift.audit.AuditEntry.What;
import io.sealift.audit.AuditEntry.Who;
import io.sealift.audit.AuditTrail;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log of a coordinator: one record for each request. Of denials to nobody knows whom, of
 * which anybody can make any number, only so many a minute have a record of their own; the others
 * are summed up once a minute, by their address. Safe for use by many threads.
 */
public final class CoordinatorAudit implements AutoCloseable {
  /** What a request is called that is refused without a record of its own. */
  static final String REFUSED_REQUESTS = "requests refused";

  private static final Logger LOGGER = LoggerFactory.getLogger(CoordinatorAudit.class);

  private final AuditTrail trail;
  private final KeyNames keyNames;
  private final InstantSource clock;
  private final DenialTally tally = new DenialTally();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "audit");
            thread.setDaemon(true);
            return thread;
          });

  /** Records on that trail. */
  public CoordinatorAudit(AuditTrail trail, KeyNames keyNames, InstantSource clock) {
    this.trail = trail;
    this.keyNames = keyNames;
    this.clock = clock;
  }

  /** Sums up once a minute from now on. */
  public void start() {
    var summing = timer.scheduleWithFixedDelay(this::sumUp, 1, 1, TimeUnit.MINUTES);
    LOGGER.atDebug().addKeyValue("cancelled", summing.isCancelled()).log("audit started");
  }

  /** A request has come in. */
  public RequestAudit begin(String action, String requestId, Optional<String> address) {
    return new RequestAudit(this, action, requestId, address, new NamedThings(keyNames));
  }

  void write(AuditEntry entry) {
    trail.record(entry);
  }

  void deniedToUnknown(AuditEntry entry) {
    String from = entry.who().address().orElse(entry.what().action());
    if (tally.hasRecordOfItsOwn(from, entry.code().orElse(""), clock.instant())) {
      trail.record(entry);
    }
  }

  /** Records how many denials had no record of their own since this was called the last time. */
  void sumUp() {
    tally
        .take()
        .forEach(
            (from, count) ->
                trail.record(
                    new AuditEntry(
                        new Who(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(from)),
                        new What(
                            REFUSED_REQUESTS,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            List.of()),
                        List.of(),
                        Outcome.DENIED,
                        Optional.empty(),
                        Optional.of(count))));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    sumUp();
    trail.close();
  }
}
