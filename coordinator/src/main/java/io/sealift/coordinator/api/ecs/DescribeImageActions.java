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
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageIndex.Relation;
import io.sealift.coordinator.state.ImageIndex.Stage;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.copy.RegionId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code DescribeImages} and {@code DescribeImageFromFamily}. */
final class DescribeImageActions {
  private final EcsServices services;

  DescribeImageActions(EcsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.ECS, "DescribeImages", Access.LOOK)
            .required("RegionId")
            .honoured(
                "Status",
                "ImageId",
                "ImageName",
                "ImageFamily",
                "SnapshotId",
                "IsSupportIoOptimized",
                "IsSupportCloudinit",
                "ImageOwnerAlias",
                "ImageOwnerId",
                "IsPublic",
                "OSType",
                "Architecture",
                "Usage",
                "Filter.N.Key",
                "Filter.N.Value",
                "Tag.N.Key",
                "Tag.N.Value",
                "Tag.N.key",
                "Tag.N.value",
                "ResourceGroupId",
                "PageNumber",
                "PageSize",
                "MaxResults",
                "NextToken",
                "DryRun",
                "Usable")
            .ignored(
                "ActionType",
                "every image serves to make and to replace instances",
                "CreateEcs",
                "ChangeOS")
            .ignoredFlag("ShowExpired", "no image expires")
            .refused(
                "InstanceType",
                400,
                "InvalidInstanceType.ValueNotSupported",
                "The specified InstanceType is not supported."),
        this::describe);
    actions.add(
        ActionSpec.of(Product.ECS, "DescribeImageFromFamily", Access.LOOK)
            .required("RegionId", "ImageFamily"),
        this::fromFamily);
  }

  private CompletionStage<ObjectNode> describe(RpcCall call) {
    RegionId region = services.region(call.parameters());
    ImageFilter filter = ImageFilter.of(call.parameters(), region, call.account());
    if (call.parameters().flag("DryRun").orElse(false)) {
      throw EcsServices.dryRunPassed();
    }
    return completedFuture(services.view().read(state -> page(state, call, region, filter)).node());
  }

  private Fields page(ClusterState state, RpcCall call, RegionId region, ImageFilter filter) {
    List<Image> all = filter.images(state);
    ImageFields fields = fields(state, call);
    if (Paging.isByToken(call.parameters())) {
      Paging.Stretch<Image> stretch =
          Paging.byToken(
              call.parameters(),
              EcsServices.listOf("images", call.account(), region),
              all,
              image -> new Place(image.createdAt(), image.imageId().value()));
      return new Fields()
          .put("TotalCount", all.size())
          .put("NextToken", stretch.nextToken().orElse(""))
          .put("RegionId", region.value())
          .list("Images", "Image", stretch.items().stream().map(fields::of));
    }
    Paging.Page<Image> page = Paging.numbered(call.parameters(), all);
    return page.head()
        .put("RegionId", region.value())
        .list("Images", "Image", page.items().stream().map(fields::of));
  }

  private ImageFields fields(ClusterState state, RpcCall call) {
    return new ImageFields(state, services.progress(), call.account(), call.now());
  }

  private CompletionStage<ObjectNode> fromFamily(RpcCall call) {
    RegionId region = services.region(call.parameters());
    Optional<String> family = call.parameters().text("ImageFamily");
    Fields answer = new Fields();
    services
        .view()
        .read(
            state ->
                state
                    .images()
                    .seenBy(
                        call.account(),
                        region,
                        List.of(Relation.values()),
                        List.of(Stage.AVAILABLE))
                    .stream()
                    .filter(
                        image ->
                            ImageProfile.of(state, image.imageId())
                                .traits()
                                .family()
                                .equals(family))
                    .findFirst()
                    .map(image -> fields(state, call).of(image)))
        .ifPresent(image -> answer.put("Image", image));
    return completedFuture(answer.node());
  }
}
