package io.sealift.coordinator.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.audit.AuditTrail;
import io.sealift.copy.RandomIdSource;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An audit log that a test can read. */
public final class RecordedAudits {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final CoordinatorAudit audits;

  /** An empty one, that knows one key, of the region south. */
  public RecordedAudits(InstantSource clock) {
    this.audits =
        new CoordinatorAudit(
            new AuditTrail(
                lines::add,
                "coordinator-1",
                new SimpleMeterRegistry(),
                new RandomIdSource(),
                clock),
            new KeyNames(
                key -> key.equals("key-south") ? Optional.of("south") : Optional.empty(),
                blob -> blob.equals("sealed") ? Optional.of("key-south") : Optional.empty()),
            clock);
  }

  /** Where records are written. */
  public CoordinatorAudit audits() {
    return audits;
  }

  /** The records so far, as they are written. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** The records so far. */
  public List<JsonNode> records() {
    List<JsonNode> records = new ArrayList<>();
    for (String line : lines) {
      try {
        records.add(StrictJson.mapper().readTree(line));
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + line, e);
      }
    }
    return records;
  }
}
