package io.sealift.coordinator.job;

import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.IdSource;
import io.sealift.protocol.JobEventMessage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Words the events that users follow. */
final class JobEvents {
  private static final String TYPE = "io.sealift.";
  private final IdSource ids;

  JobEvents(IdSource ids) {
    this.ids = ids;
  }

  JobEventMessage accepted(CopyJob job, Instant now) {
    return event("job.accepted", job.jobId().value(), now, jobData(job));
  }

  JobEventMessage refused(
      String token, String account, CommandOutcome.Refusal refusal, Instant now) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("requestToken", token);
    data.put("account", account);
    data.put("code", refusal.code().name());
    data.put("reason", refusal.message());
    return event("job.refused", token, now, data);
  }

  JobEventMessage ended(CopyJob job, Instant now) {
    String state = job.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return event("job." + state, job.jobId().value(), now, jobData(job));
  }

  JobEventMessage target(TargetCopy target, Instant now) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("jobId", target.jobId().value());
    data.put("account", target.account().value());
    data.put("region", target.region().value());
    target.imageId().ifPresent(id -> data.put("imageId", id.value()));
    data.put("snapshotIds", target.snapshots().stream().map(Object::toString).toList());
    if (target.state() instanceof TargetState.CreateFailed failed) {
      data.put("code", failed.code().name());
      data.put("reason", failed.reason());
    }
    return event("target." + name(target.state()), target.jobId().value(), now, data);
  }

  private static Map<String, Object> jobData(CopyJob job) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("jobId", job.jobId().value());
    data.put("account", job.account().value());
    data.put("requestToken", job.requestToken().value());
    data.put("kind", job.kind().name());
    data.put("regions", job.targets().stream().map(Object::toString).toList());
    return data;
  }

  private JobEventMessage event(
      String type, String subject, Instant now, Map<String, Object> data) {
    return JobEventMessage.of("e-" + ids.next(), TYPE + type, subject, now, data);
  }

  private static String name(TargetState state) {
    if (state instanceof TargetState.CreateFailed) {
      return "create-failed";
    }
    return state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
