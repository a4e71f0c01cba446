package io.sealift.coordinator.api.ecs;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.api.rpc.Paging;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import io.sealift.coordinator.api.rpc.RpcCall;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * {@code DescribeTasks}, {@code DescribeTaskAttribute} and {@code CancelTask}: imports are tasks,
 * copies are not.
 */
final class TaskActions {
  private static final String PREFIX = "t-";
  private static final String IMPORT = "ImportImage";
  private final EcsServices services;

  /** An import as the interface sees it. */
  private record Task(CopyJob job, TargetCopy target, int percent) {
    String id() {
      return PREFIX + job.jobId().value().substring(CopyJobId.PREFIX.length());
    }

    String status() {
      return switch (job.state()) {
        case RUNNING -> "Processing";
        case SUCCEEDED -> "Finished";
        case PARTIALLY_SUCCEEDED, FAILED, CANCELLED -> "Failed";
      };
    }

    String resource() {
      return target.imageId().map(ImageId::value).orElse("");
    }

    Fields fields() {
      Fields fields =
          new Fields()
              .put("TaskId", id())
              .put("TaskAction", IMPORT)
              .put("TaskStatus", status())
              .put("SupportCancel", Boolean.toString(job.state() == CopyJob.State.RUNNING))
              .put("CreationTime", job.createdAt());
      return job.finishedAt().map(at -> fields.put("FinishedTime", at)).orElse(fields);
    }
  }

  TaskActions(EcsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.ECS, "DescribeTasks", Access.LOOK)
            .required("RegionId")
            .honoured(
                "TaskIds",
                "TaskAction",
                "TaskStatus",
                "ResourceIds.N",
                "StartTime",
                "EndTime",
                "PageNumber",
                "PageSize")
            .unsupported("TaskGroupId"),
        this::describe);
    actions.add(
        ActionSpec.of(Product.ECS, "DescribeTaskAttribute", Access.LOOK)
            .required("RegionId", "TaskId"),
        this::attribute);
    actions.add(
        ActionSpec.of(Product.ECS, "CancelTask", Access.CHANGE).required("RegionId", "TaskId"),
        this::cancel);
  }

  private Stream<Task> tasks(ClusterState state, RpcCall call, RegionId region) {
    return state.all(CopyJob.class, CopyJob.KIND).stream()
        .filter(job -> job.kind() == CopyJob.Kind.IMPORT)
        .filter(job -> job.account().equals(call.account()))
        .filter(job -> job.targets().contains(region))
        .sorted(Comparator.comparing(CopyJob::createdAt).reversed())
        .flatMap(job -> task(state, job, region, call.now()).stream());
  }

  private Optional<Task> task(ClusterState state, CopyJob job, RegionId region, Instant now) {
    return state
        .find(TargetCopy.class, TargetCopy.KIND + new TargetId(job.jobId(), region))
        .map(target -> new Task(job, target, services.progress().of(state, target, now).percent()));
  }

  private CompletionStage<ObjectNode> describe(RpcCall call) {
    RpcParameters given = call.parameters();
    RegionId region = services.region(given);
    List<String> ids = given.commaList("TaskIds");
    List<String> resources = given.list("ResourceIds");
    Optional<String> action = given.text("TaskAction");
    Optional<String> status =
        given.oneOf(
            "TaskStatus",
            RpcException.invalid("TaskStatus"),
            "Finished",
            "Processing",
            "Failed",
            "Deleted",
            "Paused");
    Optional<Instant> from = given.text("StartTime").map(text -> time("StartTime", text));
    Optional<Instant> to = given.text("EndTime").map(text -> time("EndTime", text));
    List<Task> all =
        services
            .view()
            .read(
                state ->
                    tasks(state, call, region)
                        .filter(task -> ids.isEmpty() || ids.contains(task.id()))
                        .filter(task -> resources.isEmpty() || resources.contains(task.resource()))
                        .filter(task -> action.isEmpty() || action.get().equals(IMPORT))
                        .filter(task -> status.isEmpty() || status.get().equals(task.status()))
                        .filter(
                            task -> from.isEmpty() || !task.job().createdAt().isBefore(from.get()))
                        .filter(task -> to.isEmpty() || !task.job().createdAt().isAfter(to.get()))
                        .toList());
    Paging.Page<Task> page = Paging.numbered(given, all);
    return completedFuture(
        page.head()
            .put("RegionId", region.value())
            .list(
                "TaskSet",
                "Task",
                page.items().stream().map(task -> task.fields().put("ResourceId", task.resource())))
            .node());
  }

  private static Instant time(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw RpcException.invalid(name);
    }
  }

  private Task require(RpcCall call) {
    RegionId region = services.region(call.parameters());
    String id = call.required("TaskId");
    return services
        .view()
        .read(state -> tasks(state, call, region).filter(t -> t.id().equals(id)).findFirst())
        .orElseThrow(
            () ->
                new RpcException(
                    400, "InvalidTaskId.NotFound", "The specified TaskId does not exist."));
  }

  private CompletionStage<ObjectNode> attribute(RpcCall call) {
    Task task = require(call);
    Fields progress =
        new Fields()
            .put("OperationStatus", task.status())
            .list(
                "RelatedItemSet",
                "RelatedItem",
                Stream.of(new Fields().put("Name", "ImageId").put("Value", task.resource())));
    if (task.target().state() instanceof TargetState.CreateFailed failed) {
      progress.put("ErrorCode", failed.code().name()).put("ErrorMsg", failed.reason());
    }
    return completedFuture(
        task.fields()
            .put("RegionId", task.target().region().value())
            .put("TaskProcess", task.percent() + "%")
            .put("TotalCount", 1)
            .put("SuccessCount", task.status().equals("Finished") ? 1 : 0)
            .put("FailedCount", task.status().equals("Failed") ? 1 : 0)
            .list("OperationProgressSet", "OperationProgress", Stream.of(progress))
            .node());
  }

  private CompletionStage<ObjectNode> cancel(RpcCall call) {
    Task task = require(call);
    if (task.job().state() != CopyJob.State.RUNNING) {
      throw new RpcException(
          403,
          "InvalidTaskId.IncorrectTaskStatus",
          "The current status of the task does not support this operation.");
    }
    return services
        .commands()
        .send(
            call.account(),
            new Command.ControlJob(task.job().jobId(), Optional.empty(), Command.Action.CANCEL),
            done -> new Fields().node());
  }
}
