package io.sealift.coordinator.api.ros;

import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Stack;
import io.sealift.coordinator.state.Stack.Rollback;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.ImageId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A stack as the interface shows it, read off its job. */
record StackFields(ClusterState state) {
  static final String RESOURCE_TYPE = "ALIYUN::ECS::CopyImage";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  String status(Stack stack) {
    if (stack.rollback().equals(Optional.of(Rollback.DONE))) {
      boolean left = targets(stack).stream().anyMatch(this::hasImage);
      return left ? "CREATE_ROLLBACK_FAILED" : "CREATE_ROLLBACK_COMPLETE";
    }
    if (stack.rollback().isPresent() && firstFailure(stack).isPresent()) {
      return "CREATE_ROLLBACK_IN_PROGRESS";
    }
    return switch (job(stack).state()) {
      case RUNNING -> "CREATE_IN_PROGRESS";
      case SUCCEEDED -> "CREATE_COMPLETE";
      case PARTIALLY_SUCCEEDED, FAILED, CANCELLED -> "CREATE_FAILED";
    };
  }

  private CopyJob job(Stack stack) {
    return state.find(CopyJob.class, CopyJob.KIND + stack.jobId()).orElseThrow();
  }

  List<TargetCopy> targets(Stack stack) {
    CopyJob job = job(stack);
    return job.targets().stream()
        .map(region -> TargetCopy.KIND + new TargetId(job.jobId(), region))
        .map(key -> state.find(TargetCopy.class, key).orElseThrow())
        .toList();
  }

  private boolean hasImage(TargetCopy target) {
    return target.imageId().filter(id -> state.find(Image.KIND + id).isPresent()).isPresent();
  }

  private String reason(Stack stack) {
    return firstFailure(stack)
        .orElse(
            job(stack).state() == CopyJob.State.SUCCEEDED
                ? "Stack CREATE completed successfully"
                : "Stack CREATE started");
  }

  /** A copy that failed by itself says more than one that was ended for it. */
  private Optional<String> firstFailure(Stack stack) {
    return targets(stack).stream()
        .sorted(
            Comparator.comparing(target -> !(target.state() instanceof TargetState.CreateFailed)))
        .flatMap(target -> failure(target).stream())
        .findFirst();
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
            .put("DisableRollback", stack.rollback().isEmpty())
            .put("ResourceGroupId", stack.resourceGroup())
            .array(
                "Tags",
                stack.tags().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(
                        tag -> new Fields().put("Key", tag.getKey()).put("Value", tag.getValue())));
    stack.timeoutMinutes().ifPresent(minutes -> fields.put("TimeoutInMinutes", minutes));
    return fields;
  }

  /** As it shows itself: with its parameters. */
  Fields whole(Stack stack) {
    return line(stack)
        .array(
            "Parameters",
            Stream.of(
                new Fields().put("ParameterKey", "ImageId").put("ParameterValue", source(stack)),
                new Fields()
                    .put("ParameterKey", "ALIYUN::Region")
                    .put("ParameterValue", stack.region().value())));
  }

  private String source(Stack stack) {
    return job(stack).sourceImage().map(ImageId::value).orElse("");
  }

  /** What came of it. */
  Stream<Fields> outputs(Stack stack) {
    List<String> copies =
        targets(stack).stream()
            .filter(this::hasImage)
            .flatMap(target -> target.imageId().stream())
            .map(ImageId::value)
            .toList();
    return Stream.of(
        new Fields()
            .put("OutputKey", "CustomImageId")
            .put("Description", "The source image.")
            .put("OutputValue", source(stack)),
        new Fields()
            .put("OutputKey", "CopyImageIds")
            .put("Description", "The copies.")
            .array("OutputValue", copies));
  }

  /** Its copies, each a resource. */
  Fields resources(Stack stack) {
    List<TargetCopy> targets = targets(stack);
    return new Fields()
        .array(
            "Resources",
            IntStream.range(0, targets.size())
                .mapToObj(index -> resource(stack, targets.get(index), index)));
  }

  private Fields resource(Stack stack, TargetCopy target, int index) {
    return new Fields()
        .put("LogicalResourceId", name(index))
        .put("PhysicalResourceId", target.imageId().map(ImageId::value).orElse(""))
        .put("ResourceType", RESOURCE_TYPE)
        .put("Status", status(stack, target))
        .put("StatusReason", failure(target).orElse("state changed"))
        .put("CreateTime", time(target.createdAt()))
        .put("UpdateTime", time(job(stack).finishedAt().orElse(target.createdAt())))
        .put("StackId", stack.stackId())
        .put("StackName", stack.name());
  }

  static String name(int index) {
    return "CopyImage[%d]".formatted(index);
  }

  private String status(Stack stack, TargetCopy target) {
    if (target.state() instanceof TargetState.Available) {
      boolean takenBack = stack.rollback().equals(Optional.of(Rollback.DONE)) && !hasImage(target);
      return takenBack ? "DELETE_COMPLETE" : "CREATE_COMPLETE";
    }
    return target.state().isEnd() ? "CREATE_FAILED" : "CREATE_IN_PROGRESS";
  }
}
