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
import io.sealift.coordinator.command.FileCommand.CancelTask;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Operation;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * {@code DescribeTasks}, {@code DescribeTaskAttribute} and {@code CancelTask}: imports and exports
 * are tasks, copies are not.
 */
final class TaskActions {
  private final EcsServices services;

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
                "TaskGroupId",
                "PageNumber",
                "PageSize"),
        this::describe);
    actions.add(
        ActionSpec.of(Product.ECS, "DescribeTaskAttribute", Access.LOOK)
            .required("RegionId", "TaskId"),
        this::attribute);
    actions.add(
        ActionSpec.of(Product.ECS, "CancelTask", Access.CHANGE).required("RegionId", "TaskId"),
        this::cancel);
  }

  private RegionId region(RpcParameters given) {
    return services.region(given, 400);
  }

  private Stream<EcsTask> tasks(ClusterState state, RpcCall call, RegionId region) {
    Stream<EcsTask> imports =
        state.all(CopyJob.class, CopyJob.KIND).stream()
            .filter(job -> job.kind() == CopyJob.Kind.IMPORT)
            .filter(job -> job.account().equals(call.account()))
            .filter(job -> job.targets().contains(region))
            .flatMap(
                job -> EcsTask.of(state, services.progress(), job, region, call.now()).stream());
    Stream<EcsTask> exports =
        state.all(Operation.class, Operation.KIND).stream()
            .filter(operation -> operation.account().equals(call.account()))
            .filter(operation -> operation.region().equals(region))
            .flatMap(operation -> export(state, operation).stream());
    return Stream.concat(imports, exports)
        .sorted(Comparator.comparing(EcsTask::createdAt).reversed());
  }

  private Optional<EcsTask> export(ClusterState state, Operation operation) {
    return operation.kind() instanceof Operation.Export export
        ? Optional.of(EcsTask.of(state, services.progress(), operation, export))
        : Optional.empty();
  }

  private CompletionStage<ObjectNode> describe(RpcCall call) {
    RpcParameters given = call.parameters();
    RegionId region = region(given);
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
    boolean isOfAGroup = given.text("TaskGroupId").isPresent(); // No task is in a group.
    List<EcsTask> all =
        services
            .view()
            .read(
                state ->
                    tasks(state, call, region)
                        .filter(task -> !isOfAGroup)
                        .filter(task -> ids.isEmpty() || ids.contains(task.id()))
                        .filter(task -> resources.isEmpty() || resources.contains(task.resource()))
                        .filter(task -> action.isEmpty() || action.get().equals(task.action()))
                        .filter(
                            task -> status.isEmpty() || status.get().equals(task.status().word()))
                        .filter(task -> from.isEmpty() || !task.createdAt().isBefore(from.get()))
                        .filter(task -> to.isEmpty() || !task.createdAt().isAfter(to.get()))
                        .toList());
    Paging.Page<EcsTask> page = Paging.numbered(given, all);
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

  private EcsTask require(RpcCall call) {
    RegionId region = region(call.parameters());
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
    EcsTask task = require(call);
    Fields progress =
        new Fields()
            .put("OperationStatus", task.status().word())
            .list(
                "RelatedItemSet",
                "RelatedItem",
                Stream.of(new Fields().put("Name", "ImageId").put("Value", task.resource())));
    task.failure()
        .ifPresent(
            failure -> progress.put("ErrorCode", failure.code()).put("ErrorMsg", failure.words()));
    return completedFuture(
        task.fields()
            .put("RegionId", call.required("RegionId"))
            .put("TaskProcess", task.percent() + "%")
            .put("TotalCount", 1)
            .put("SuccessCount", task.status() == EcsTask.Status.FINISHED ? 1 : 0)
            .put("FailedCount", task.status() == EcsTask.Status.FAILED ? 1 : 0)
            .list("OperationProgressSet", "OperationProgress", Stream.of(progress))
            .node());
  }

  private CompletionStage<ObjectNode> cancel(RpcCall call) {
    RegionId region = region(call.parameters());
    CancelTask command = new CancelTask(region.value(), EcsTask.jobIdOf(call.required("TaskId")));
    return services.commands().send(call, command, done -> new Fields().node());
  }
}
