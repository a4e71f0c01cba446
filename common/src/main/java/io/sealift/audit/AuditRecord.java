package io.sealift.audit;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;

/**
 * One line of an audit log.
 *
 * @param id names the record among all
 * @param recordedBy the coordinator or the agent that wrote it
 */
record AuditRecord(Instant time, String id, String recordedBy, @JsonUnwrapped AuditEntry entry) {}
