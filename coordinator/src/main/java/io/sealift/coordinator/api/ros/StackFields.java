package io.sealift.coordinator.api.ros;

import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Stack;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.ImageId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A stack as the interface shows it, read off its job. */
record StackFields(ClusterState state) {
  private static final String RESOURCE_TYPE = "ALIYUN::ECS::CopyImage";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  String status(Stack stack) {
    return switch (job(stack).state()) {
      case RUNNING -> "CREATE_IN_PROGRESS";
      case SUCCEEDED -> "CREATE_COMPLETE";
      case PARTIALLY_SUCCEEDED, FAILED, CANCELLED -> "CREATE_FAILED";
    };
  }

  private CopyJob job(Stack stack) {
    return state.find(CopyJob.class, CopyJob.KIND + stack.jobId()).orElseThrow();
  }

  private List<TargetCopy> targets(CopyJob job) {
    return job.targets().stream()
        .map(region -> TargetCopy.KIND + new TargetId(job.jobId(), region))
        .map(key -> state.find(TargetCopy.class, key).orElseThrow())
        .toList();
  }

  private String reason(Stack stack) {
    CopyJob job = job(stack);
    return switch (job.state()) {
      case RUNNING -> "Stack CREATE started";
      case SUCCEEDED -> "Stack CREATE completed successfully";
      case PARTIALLY_SUCCEEDED, FAILED, CANCELLED ->
          targets(job).stream()
              .flatMap(target -> failure(target).stream())
              .findFirst()
              .orElse("Resource CREATE failed");
    };
  }

  private static Optional<String> failure(TargetCopy target) {
    if (target.state() instanceof TargetState.CreateFailed failed) {
      return Optional.of("%s: %s".formatted(target.region(), failed.reason()));
    }
    return target.state() instanceof TargetState.Cancelled
        ? Optional.of("%s: the copy was cancelled".formatted(target.region()))
        : Optional.empty();
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** As a list shows it. */
  Fields line(Stack stack) {
    Fields fields =
        new Fields()
            .put("StackId", stack.stackId())
            .put("StackName", stack.name())
            .put("RegionId", stack.region().value())
            .put("Status", status(stack))
            .put("StatusReason", reason(stack))
            .put("CreateTime", time(stack.createdAt()))
            .put("UpdateTime", time(job(stack).finishedAt().orElse(stack.createdAt())))
            .put("DisableRollback", true)
            .array(
                "Tags",
                stack.tags().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(
                        tag -> new Fields().put("Key", tag.getKey()).put("Value", tag.getValue())));
    stack.timeoutMinutes().ifPresent(minutes -> fields.put("TimeoutInMinutes", minutes));
    return fields;
  }

  /** As it shows itself: with its parameters and its outputs. */
  Fields whole(Stack stack) {
    CopyJob job = job(stack);
    String source = job.sourceImage().map(ImageId::value).orElse("");
    List<String> copies =
        targets(job).stream()
            .flatMap(target -> target.imageId().stream())
            .filter(id -> state.find(Image.KIND + id).isPresent())
            .map(ImageId::value)
            .toList();
    return line(stack)
        .array(
            "Parameters",
            Stream.of(
                new Fields().put("ParameterKey", "ImageId").put("ParameterValue", source),
                new Fields()
                    .put("ParameterKey", "ALIYUN::Region")
                    .put("ParameterValue", stack.region().value())))
        .array(
            "Outputs",
            Stream.of(
                new Fields()
                    .put("OutputKey", "CustomImageId")
                    .put("Description", "The source image.")
                    .put("OutputValue", source),
                new Fields()
                    .put("OutputKey", "CopyImageIds")
                    .put("Description", "The copies.")
                    .array("OutputValue", copies)));
  }

  /** Its copies, each a resource. */
  Fields resources(Stack stack) {
    List<TargetCopy> targets = targets(job(stack));
    return new Fields()
        .array(
            "Resources",
            IntStream.range(0, targets.size())
                .mapToObj(index -> resource(stack, targets.get(index), index)));
  }

  private Fields resource(Stack stack, TargetCopy target, int index) {
    String name = "CopyImage[%d]".formatted(index);
    return new Fields()
        .put("LogicalResourceId", name)
        .put("PhysicalResourceId", target.imageId().map(ImageId::value).orElse(""))
        .put("ResourceType", RESOURCE_TYPE)
        .put("Status", status(target))
        .put("StatusReason", failure(target).orElse("state changed"))
        .put("CreateTime", time(target.createdAt()))
        .put("UpdateTime", time(job(stack).finishedAt().orElse(target.createdAt())))
        .put("StackId", stack.stackId())
        .put("StackName", stack.name());
  }

  private static String status(TargetCopy target) {
    if (target.state() instanceof TargetState.Available) {
      return "CREATE_COMPLETE";
    }
    return target.state().isEnd() ? "CREATE_FAILED" : "CREATE_IN_PROGRESS";
  }
}
