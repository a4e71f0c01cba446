package io.sealift.coordinator.api.ros;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.api.ecs.EcsServices;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.api.rpc.Paging;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import io.sealift.coordinator.api.rpc.RpcCall;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.catalog.ServiceException;
import io.sealift.coordinator.catalog.StackRules;
import io.sealift.coordinator.command.StackCommand.CreateStack;
import io.sealift.coordinator.command.StackCommand.DeleteStack;
import io.sealift.coordinator.command.StackCommand.Kept;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Stack;
import io.sealift.copy.RegionId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Stacks that copy one image to several regions: made, watched and deleted. */
public final class StackActions {
  private static final Comparator<Stack> NEWEST_FIRST =
      Comparator.comparing(Stack::createdAt).reversed().thenComparing(Stack::stackId);

  private final EcsServices services;

  /** Stacks of copies that these services make. */
  public StackActions(EcsServices services) {
    this.services = services;
  }

  /** Adds them. */
  public void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.ROS, "CreateStack", Access.CHANGE)
            .required("RegionId", "StackName")
            .withLongText(CopyImagesTemplate.MAX_BYTES)
            .honoured(
                "TemplateBody",
                "TemplateId",
                "Parameters.N.ParameterKey",
                "Parameters.N.ParameterValue",
                "TimeoutInMinutes",
                "Tags.N.Key",
                "Tags.N.Value",
                "ResourceGroupId",
                "DisableRollback",
                "Parallelism",
                "ClientToken")
            .unsupported(
                "TemplateURL",
                "TemplateVersion",
                "TemplateScratchId",
                "TemplateScratchRegionId",
                "NotificationURLs.N",
                "StackPolicyBody",
                "StackPolicyURL",
                "RamRoleName",
                "DeletionProtection",
                "CreateOption",
                "CreateOptions.N"),
        this::create);
    actions.add(
        ActionSpec.of(Product.ROS, "GetStack", Access.LOOK)
            .required("RegionId", "StackId")
            .honoured("ShowResourceProgress", "OutputOption")
            .unsupported("LogOption", "ClientToken"),
        this::get);
    actions.add(
        ActionSpec.of(Product.ROS, "ListStacks", Access.LOOK)
            .required("RegionId")
            .honoured(
                "StackId",
                "StackIds.N",
                "StackName.N",
                "Status.N",
                "ResourceGroupId",
                "PageNumber",
                "PageSize")
            .ignoredFlag("ShowNestedStack", "no stack is in another")
            .unsupported("ParentStackId", "StartTime", "EndTime", "Tag.N.Key", "Tag.N.Value"),
        this::list);
    actions.add(
        ActionSpec.of(Product.ROS, "ListStackResources", Access.LOOK)
            .required("RegionId", "StackId"),
        this::resources);
    actions.add(
        ActionSpec.of(Product.ROS, "DeleteStack", Access.CHANGE)
            .required("RegionId", "StackId")
            .honoured("RetainAllResources", "Parallelism")
            .unsupported("RetainResources.N", "RamRoleName", "DeleteOptions.N"),
        this::delete);
  }

  private CompletionStage<ObjectNode> create(RpcCall call) {
    RpcParameters given = call.parameters();
    String token = given.text("ClientToken").orElseGet(() -> "rpc-" + services.ids().next());
    CreateStack command = new CreateStack(CopyImagesTemplate.request(given, token));
    return services.commands().send(call, command, id -> new Fields().put("StackId", id).node());
  }

  private CompletionStage<ObjectNode> delete(RpcCall call) {
    // All copies go at once, in one decision: any number of them may go at a time.
    call.parameters().number("Parallelism", 0, Integer.MAX_VALUE);
    boolean retain = call.parameters().flag("RetainAllResources").orElse(false);
    DeleteStack command =
        new DeleteStack(
            call.required("RegionId"), call.required("StackId"), retain ? Kept.ALL : Kept.NONE);
    return services.commands().send(call, command, id -> new Fields().node());
  }

  private static Stack stack(ClusterState state, RpcCall call) {
    try {
      return StackRules.stack(
          state, call.account(), call.required("RegionId"), call.required("StackId"));
    } catch (ServiceException e) {
      throw new RpcException(e.error().status(), e.error().code(), e.reason());
    }
  }

  private CompletionStage<ObjectNode> get(RpcCall call) {
    String outputs = word(call, "OutputOption", "Enabled", "Disabled");
    String progress =
        word(call, "ShowResourceProgress", "Disabled", "PercentageOnly", "EnabledIfCreateStack");
    return completedFuture(
        services.view().read(state -> shown(state, call, outputs, progress)).node());
  }

  /** One of these words; without one, the first. */
  private static String word(RpcCall call, String name, String... words) {
    return call.parameters().oneOf(name, RpcException.invalid(name), words).orElse(words[0]);
  }

  private Fields shown(ClusterState state, RpcCall call, String outputs, String progress) {
    StackFields fields = new StackFields(state);
    Stack stack = stack(state, call);
    Fields shown = fields.whole(stack);
    if (outputs.equals("Enabled")) {
      shown.array("Outputs", fields.outputs(stack));
    }
    if (!progress.equals("Disabled")) {
      StackProgress of =
          new StackProgress(state, services.progress(), call.now(), fields.targets(stack));
      shown.put(
          "ResourceProgress", progress.equals("PercentageOnly") ? of.percentage() : of.counts());
    }
    return shown;
  }

  private CompletionStage<ObjectNode> resources(RpcCall call) {
    return completedFuture(
        services.view().read(state -> new StackFields(state).resources(stack(state, call))).node());
  }

  private CompletionStage<ObjectNode> list(RpcCall call) {
    RpcParameters given = call.parameters();
    RegionId region =
        services
            .policy()
            .region(given.required("RegionId"))
            .orElseThrow(
                () ->
                    new RpcException(
                        404, "InvalidRegionId.NotFound", "The specified RegionId does not exist."));
    return completedFuture(services.view().read(state -> page(state, call, region)).node());
  }

  private static Fields page(ClusterState state, RpcCall call, RegionId region) {
    RpcParameters given = call.parameters();
    StackFields fields = new StackFields(state);
    Optional<String> id = given.text("StackId");
    List<String> ids = given.list("StackIds");
    List<String> names = given.list("StackName");
    List<String> statuses = given.list("Status");
    Optional<String> group = given.text("ResourceGroupId");
    Stream<Stack> wanted =
        state.all(Stack.class, Stack.KIND).stream()
            .filter(stack -> stack.account().equals(call.account()))
            .filter(stack -> stack.region().equals(region))
            .filter(stack -> id.isEmpty() || id.get().equals(stack.stackId()))
            .filter(stack -> ids.isEmpty() || ids.contains(stack.stackId()))
            .filter(stack -> names.isEmpty() || names.contains(stack.name()))
            .filter(stack -> group.isEmpty() || group.equals(stack.resourceGroup()))
            .filter(stack -> statuses.isEmpty() || statuses.contains(fields.status(stack)))
            .sorted(NEWEST_FIRST);
    Paging.Page<Stack> page = Paging.numbered(given, wanted.toList());
    return page.head().array("Stacks", page.items().stream().map(fields::line));
  }
}
