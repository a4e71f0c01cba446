package io.sealift.protocol;

import java.time.Instant;
import java.util.Map;

/**
 * A change that users may follow on {@code sealift.job-events}: CloudEvents 1.0 in structured JSON
 * mode.
 *
 * @param id unique per event
 * @param source {@code /sealift/coordinator}
 * @param type {@code io.sealift.job.accepted}, {@code io.sealift.job.refused}, {@code
 *     io.sealift.target.<state>}, {@code io.sealift.job.<state>}
 * @param subject the job id, or the request token of a refused request
 * @param data plain JSON values, documented in docs/kafka.md
 */
public record JobEventMessage(
    String specversion,
    String id,
    String source,
    String type,
    String subject,
    Instant time,
    String datacontenttype,
    Map<String, Object> data) {
  public JobEventMessage {
    data = Map.copyOf(data);
  }

  /** An event of the current specification version. */
  public static JobEventMessage of(
      String id, String type, String subject, Instant time, Map<String, Object> data) {
    return new JobEventMessage(
        "1.0", id, "/sealift/coordinator", type, subject, time, "application/json", data);
  }
}
