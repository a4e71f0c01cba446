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
import io.sealift.coordinator.catalog.Endings;
import io.sealift.coordinator.catalog.ImageChanges;
import io.sealift.coordinator.catalog.ImageSharing;
import io.sealift.coordinator.command.CatalogCommand.ImageChange;
import io.sealift.coordinator.command.CatalogCommand.ModifyImage;
import io.sealift.coordinator.command.CatalogCommand.RemoveImage;
import io.sealift.coordinator.command.CatalogCommand.ShareImage;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.ImageProfile.Share;
import io.sealift.copy.RegionId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Deleting, changing and sharing images. */
final class ImageActions {
  private final EcsServices services;

  ImageActions(EcsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.ECS, "DeleteImage", Access.CHANGE)
            .required("RegionId", "ImageId")
            .honoured("DryRun")
            .ignoredFlag("Force", "no instance uses an image here"),
        this::delete);
    actions.add(
        ActionSpec.of(Product.ECS, "ModifyImageAttribute", Access.CHANGE)
            .required("RegionId", "ImageId")
            .honoured(
                "ImageName",
                "Description",
                "ImageFamily",
                "Status",
                "BootMode",
                "LicenseType",
                "Features.NvmeSupport",
                "Features.ImdsSupport",
                "DryRun"),
        this::modify);
    actions.add(
        ActionSpec.of(Product.ECS, "ModifyImageSharePermission", Access.CHANGE)
            .required("RegionId", "ImageId")
            .honoured("AddAccount.N", "RemoveAccount.N", "IsPublic", "DryRun")
            .refused(
                "LaunchPermission",
                400,
                "ForbiddenParameter.LaunchPermission",
                "The specified parameter LaunchPermission is forbidden."),
        this::share);
    actions.add(
        ActionSpec.of(Product.ECS, "DescribeImageSharePermission", Access.LOOK)
            .required("RegionId", "ImageId")
            .honoured("PageNumber", "PageSize", "DryRun"),
        this::shares);
  }

  private CompletionStage<ObjectNode> delete(RpcCall call) {
    RegionId region = services.region(call.parameters());
    RemoveImage command = new RemoveImage(region.value(), call.required("ImageId"));
    if (isDryRun(call)) {
      throw services.dryRun(state -> Endings.removed(state, call.account(), command));
    }
    return services.commands().send(call, command, imageId -> new Fields().node());
  }

  private static boolean isDryRun(RpcCall call) {
    return call.parameters().flag("DryRun").orElse(false);
  }

  private CompletionStage<ObjectNode> modify(RpcCall call) {
    RpcParameters given = call.parameters();
    ImageChange change =
        new ImageChange(
            services.region(given).value(),
            given.required("ImageId"),
            given.text("ImageName"),
            given.text("Description"),
            given.text("Status"),
            given.text("ImageFamily"),
            given.text("BootMode"),
            given.text("LicenseType"),
            given.text("Features.NvmeSupport"),
            given.text("Features.ImdsSupport"));
    if (isDryRun(call)) {
      throw services.dryRun(state -> ImageChanges.modify(state, call.account(), change));
    }
    return services.commands().send(call, new ModifyImage(change), imageId -> new Fields().node());
  }

  private CompletionStage<ObjectNode> share(RpcCall call) {
    RpcParameters given = call.parameters();
    if (given.flag("IsPublic").orElse(false)) {
      throw new RpcException(
          403,
          "CurrentRegion.NotSupportPublicImage",
          "The current region does not support community images.");
    }
    ShareImage command =
        new ShareImage(
            services.region(given).value(),
            given.required("ImageId"),
            given.list("AddAccount"),
            given.list("RemoveAccount"));
    if (isDryRun(call)) {
      throw services.dryRun(
          state ->
              ImageSharing.share(state, services.policy(), call.account(), command, call.now()));
    }
    return services.commands().send(call, command, imageId -> new Fields().node());
  }

  private CompletionStage<ObjectNode> shares(RpcCall call) {
    RegionId region = services.region(call.parameters());
    String id = call.required("ImageId");
    if (isDryRun(call)) {
      throw EcsServices.dryRunPassed();
    }
    List<Share> shares =
        services
            .view()
            .read(
                state ->
                    state
                        .find(Image.class, Image.KIND + id)
                        .filter(image -> image.account().equals(call.account()))
                        .filter(image -> image.region().equals(region))
                        .map(image -> ImageProfile.of(state, image.imageId()).shares()))
            .orElseThrow(
                () ->
                    new RpcException(
                        404, "InvalidImageId.NotFound", "The specified ImageId does not exist."));
    Paging.Page<Share> page = Paging.numbered(call.parameters(), shares);
    return completedFuture(
        page.head()
            .put("RegionId", region.value())
            .put("ImageId", id)
            .list(
                "Accounts",
                "Account",
                page.items().stream()
                    .map(
                        share ->
                            new Fields()
                                .put("AliyunId", share.account().value())
                                .put("SharedTime", share.since())))
            .list("ShareGroups", "ShareGroup", Stream.of())
            .node());
  }
}
