package io.sealift.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealift.copy.IdSource;
import io.sealift.protocol.StrictJson;
import io.sealift.telemetry.MetricNames;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the audit log of one role. A record that cannot be written goes into the log, as an error,
 * and is counted; what it is of goes on (docs/decisions/0023-audit-log.md says why). Safe for use
 * by many threads.
 */
public final class AuditTrail implements AutoCloseable {
  /** The logger of records that have no file of their own. */
  public static final String LOGGER_NAME = "sealift.audit";

  private static final Logger LOGGER = LoggerFactory.getLogger(AuditTrail.class);
  private static final Logger RECORDS = LoggerFactory.getLogger(LOGGER_NAME);
  // No control character, and none that looks like another or turns the line around, stays itself.
  private static final ObjectWriter JSON =
      StrictJson.mapper().writerFor(AuditRecord.class).with(JsonWriteFeature.ESCAPE_NON_ASCII);
  private static final String DELETE = "\u007f";
  private static final String ESCAPED_DELETE = "\\u007f";

  private final AuditDestination destination;
  private final String recordedBy;
  private final Counter failures;
  private final IdSource ids;
  private final InstantSource clock;

  /** A trail to that destination, in the name of a coordinator or an agent. */
  public AuditTrail(
      AuditDestination destination,
      String recordedBy,
      MeterRegistry meters,
      IdSource ids,
      InstantSource clock) {
    this.destination = destination;
    this.recordedBy = recordedBy;
    this.failures = meters.counter(MetricNames.AUDIT_FAILURES);
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * A trail to where the settings say.
   *
   * @throws IOException when the file cannot be written: a role does not start without its audit
   *     log
   */
  public static AuditTrail open(
      AuditSettings settings,
      String recordedBy,
      MeterRegistry meters,
      IdSource ids,
      InstantSource clock)
      throws IOException {
    return new AuditTrail(destination(settings), recordedBy, meters, ids, clock);
  }

  private static AuditDestination destination(AuditSettings settings) throws IOException {
    if (settings.file().isEmpty()) {
      return line -> RECORDS.atInfo().addKeyValue("audit", line).log("audit record");
    }
    try {
      return AuditFile.open(settings.file().get(), settings.size().bytes(), settings.kept());
    } catch (IOException e) {
      throw new IOException(
          "log.audit-file: cannot write %s: %s".formatted(settings.file().get(), e.getMessage()),
          e);
    }
  }

  /** Records one action. */
  public void record(AuditEntry entry) {
    String line = json(new AuditRecord(clock.instant(), ids.next(), recordedBy, entry));
    try {
      destination.append(line);
    } catch (IOException e) {
      failures.increment();
      LOGGER
          .atError()
          .addKeyValue("reason", e.toString())
          .addKeyValue("audit", line)
          .log("audit record not written to its file");
    }
  }

  private static String json(AuditRecord written) {
    try {
      return JSON.writeValueAsString(written).replace(DELETE, ESCAPED_DELETE);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an audit record as JSON", e);
    }
  }

  @Override
  public void close() {
    destination.close();
  }
}
