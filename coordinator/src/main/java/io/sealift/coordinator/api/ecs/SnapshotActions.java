package io.sealift.coordinator.api.ecs;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.api.rpc.Paging;
import io.sealift.coordinator.api.rpc.Place;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import io.sealift.coordinator.api.rpc.RpcCall;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.command.CatalogCommand.CopySnapshot;
import io.sealift.coordinator.command.CatalogCommand.CopySnapshotRequest;
import io.sealift.coordinator.command.CatalogCommand.CreateSnapshot;
import io.sealift.coordinator.command.CatalogCommand.CreateSnapshotRequest;
import io.sealift.coordinator.command.CatalogCommand.RemoveSnapshot;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * {@code DescribeSnapshots}, {@code CreateSnapshot}, {@code CopySnapshot} and {@code
 * DeleteSnapshot}.
 */
final class SnapshotActions {
  private static final Comparator<Snapshot> NEWEST_FIRST =
      Comparator.comparing(Snapshot::createdAt).reversed().thenComparing(Snapshot::snapshotId);

  private final EcsServices services;

  SnapshotActions(EcsServices services) {
    this.services = services;
  }

  static boolean isEncrypted(Snapshot snapshot) {
    return !snapshot.keyReference().equals(KeyReference.STORAGE);
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.ECS, "DescribeSnapshots", Access.LOOK)
            .required("RegionId")
            .honoured(
                "SnapshotIds",
                "SnapshotName",
                "Status",
                "SnapshotType",
                "SourceDiskType",
                "Usage",
                "Encrypted",
                "KMSKeyId",
                "ResourceGroupId",
                "Tag.N.Key",
                "Tag.N.Value",
                "Tag.N.key",
                "Tag.N.value",
                "Filter.N.Key",
                "Filter.N.Value",
                "MaxResults",
                "NextToken",
                "PageNumber",
                "PageSize",
                "DryRun",
                "Category",
                "InstanceId",
                "DiskId")
            .refused(
                "SnapshotLinkId",
                404,
                "InvalidSnapshotLinkId.NotFound",
                "The specified SnapshotLinkId does not exist."),
        this::describe);
    actions.add(
        ActionSpec.of(Product.ECS, "CopySnapshot", Access.CHANGE)
            .required(
                "RegionId",
                "SnapshotId",
                "DestinationRegionId",
                "DestinationSnapshotName",
                "DestinationSnapshotDescription")
            .honoured(
                "RetentionDays", "Encrypted", "KMSKeyId", "Tag.N.Key", "Tag.N.Value", "ClientToken")
            .unsupported(
                "ResourceGroupId",
                "DestinationStorageLocationArn",
                "Arn.N.RoleType",
                "Arn.N.Rolearn",
                "Arn.N.AssumeRoleFor"),
        this::copy);
    actions.add(creating(), this::create);
    actions.add(
        ActionSpec.of(Product.ECS, "DeleteSnapshot", Access.CHANGE)
            .required("SnapshotId")
            .ignoredFlag("Force", "no disk was made from a snapshot here"),
        this::delete);
  }

  private static ActionSpec creating() {
    return ActionSpec.of(Product.ECS, "CreateSnapshot", Access.CHANGE)
        .required("DiskId")
        .honoured(
            "SnapshotName",
            "Description",
            "RetentionDays",
            "ResourceGroupId",
            "Tag.N.Key",
            "Tag.N.Value",
            "Tag.N.key",
            "Tag.N.value",
            "ClientToken")
        .ignored("Category", "every snapshot is a standard one")
        .ignored("InstantAccess", "every snapshot can be used once it is accomplished")
        .ignored("InstantAccessRetentionDays", "as InstantAccess")
        .unsupported("StorageLocationArn");
  }

  private CompletionStage<ObjectNode> describe(RpcCall call) {
    RpcParameters given = call.parameters();
    RegionId region = services.region(given);
    SnapshotFilter filter = SnapshotFilter.of(given, region, call.account());
    if (given.flag("DryRun").orElse(false)) {
      throw EcsServices.dryRunPassed();
    }
    return completedFuture(services.view().read(state -> answer(state, call, filter)).node());
  }

  private Fields answer(ClusterState state, RpcCall call, SnapshotFilter filter) {
    List<Snapshot> all = filter.snapshots(state).sorted(NEWEST_FIRST).toList();
    SnapshotFields fields = new SnapshotFields(state, services.progress(), call.now());
    RpcParameters given = call.parameters();
    if (Paging.isByToken(given)) {
      Paging.Stretch<Snapshot> stretch =
          Paging.byToken(
              given,
              EcsServices.listOf("snapshots", call.account(), services.region(given)),
              all,
              snapshot -> new Place(snapshot.createdAt(), snapshot.snapshotId().value()));
      return new Fields()
          .put("TotalCount", all.size())
          .put("NextToken", stretch.nextToken().orElse(""))
          .list("Snapshots", "Snapshot", stretch.items().stream().map(fields::of));
    }
    Paging.Page<Snapshot> page = Paging.numbered(given, all);
    return page.head()
        .put("NextToken", "")
        .list("Snapshots", "Snapshot", page.items().stream().map(fields::of));
  }

  private CompletionStage<ObjectNode> copy(RpcCall call) {
    RpcParameters given = call.parameters();
    String token = given.text("ClientToken").orElseGet(() -> "rpc-" + services.ids().next());
    CopyImageActions.requireToken(token);
    CopySnapshotRequest request =
        new CopySnapshotRequest(
            services.region(given).value(),
            given.required("SnapshotId"),
            given.required("DestinationRegionId"),
            given.required("DestinationSnapshotName"),
            given.required("DestinationSnapshotDescription"),
            given.flag("Encrypted"),
            given.text("KMSKeyId"),
            given.number("RetentionDays", Integer.MIN_VALUE, Integer.MAX_VALUE),
            EcsServices.tags(given),
            token);
    return services
        .commands()
        .send(call, new CopySnapshot(request), id -> new Fields().put("SnapshotId", id).node());
  }

  private CompletionStage<ObjectNode> create(RpcCall call) {
    RpcParameters given = call.parameters();
    String token = given.text("ClientToken").orElseGet(() -> "rpc-" + services.ids().next());
    CopyImageActions.requireToken(token, 403);
    CreateSnapshotRequest request =
        new CreateSnapshotRequest(
            given.required("DiskId"),
            given.text("SnapshotName"),
            given.text("Description"),
            given.text("ResourceGroupId"),
            given.number("RetentionDays", Integer.MIN_VALUE, Integer.MAX_VALUE),
            EcsServices.tags(given),
            token);
    return services
        .commands()
        .send(call, new CreateSnapshot(request), id -> new Fields().put("SnapshotId", id).node());
  }

  private CompletionStage<ObjectNode> delete(RpcCall call) {
    return services
        .commands()
        .send(call, new RemoveSnapshot(call.required("SnapshotId")), id -> new Fields().node());
  }
}
