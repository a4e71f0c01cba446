package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.util.Optional;

/**
 * An import or an export as the interface sees it.
 *
 * @param resource the image's id
 * @param failure code and words, once it failed
 */
record EcsTask(
    CopyJobId jobId,
    String action,
    Status status,
    String resource,
    int percent,
    Instant createdAt,
    Optional<Instant> finishedAt,
    Optional<Failure> failure) {
  static final String IMPORT = "ImportImage";
  static final String EXPORT = "ExportImage";
  private static final String PREFIX = "t-";
  private static final int ALMOST = 99;

  /** How it stands, in the interface's words. */
  enum Status {
    PROCESSING("Processing"),
    FINISHED("Finished"),
    FAILED("Failed");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** Why it failed. */
  record Failure(String code, String words) {}

  static String idOf(CopyJobId jobId) {
    return PREFIX + jobId.value().substring(CopyJobId.PREFIX.length());
  }

  /** The id of the job or operation that a task's id names. */
  static String jobIdOf(String taskId) {
    return taskId.startsWith(PREFIX) ? CopyJobId.PREFIX + taskId.substring(PREFIX.length()) : "";
  }

  static Optional<EcsTask> of(
      ClusterState state, ProgressAggregator progress, CopyJob job, RegionId region, Instant now) {
    return state
        .find(TargetCopy.class, TargetCopy.KIND + new TargetId(job.jobId(), region))
        .map(
            target ->
                new EcsTask(
                    job.jobId(),
                    IMPORT,
                    switch (job.state()) {
                      case RUNNING -> Status.PROCESSING;
                      case SUCCEEDED -> Status.FINISHED;
                      case PARTIALLY_SUCCEEDED, FAILED, CANCELLED -> Status.FAILED;
                    },
                    target.imageId().map(ImageId::value).orElse(""),
                    progress.of(state, target, now).percent(),
                    job.createdAt(),
                    job.finishedAt(),
                    failure(target.state())));
  }

  private static Optional<Failure> failure(TargetState state) {
    return state instanceof TargetState.CreateFailed failed
        ? Optional.of(new Failure(failed.code().name(), failed.reason()))
        : Optional.empty();
  }

  static EcsTask of(
      ClusterState state,
      ProgressAggregator progress,
      Operation operation,
      Operation.Export export) {
    long total = Math.max(1, state.segments().plainBytes(export.plan().snapshots()));
    Status status =
        switch (operation.state()) {
          case RUNNING -> Status.PROCESSING;
          case SUCCEEDED -> Status.FINISHED;
          case FAILED, CANCELLED -> Status.FAILED;
        };
    int percent =
        status == Status.FINISHED
            ? 100
            : (int) Math.min(ALMOST, 100 * progress.writtenBytes(operation) / total);
    return new EcsTask(
        operation.operationId(),
        EXPORT,
        status,
        export.imageId().value(),
        percent,
        operation.createdAt(),
        operation.endedAt(),
        operation.failure().map(words -> new Failure("ExportImageFailed", words)));
  }

  String id() {
    return idOf(jobId);
  }

  Fields fields() {
    Fields fields =
        new Fields()
            .put("TaskId", id())
            .put("TaskAction", action)
            .put("TaskStatus", status.word())
            .put("SupportCancel", Boolean.toString(status == Status.PROCESSING))
            .put("CreationTime", createdAt);
    return finishedAt.map(at -> fields.put("FinishedTime", at)).orElse(fields);
  }
}
