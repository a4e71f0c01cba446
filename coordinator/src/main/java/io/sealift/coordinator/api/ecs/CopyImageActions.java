package io.sealift.coordinator.api.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import io.sealift.coordinator.api.rpc.RpcCall;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.catalog.CopyImageRules;
import io.sealift.coordinator.command.CatalogCommand.CancelCopy;
import io.sealift.coordinator.command.CatalogCommand.CopyImage;
import io.sealift.coordinator.command.CatalogCommand.CopyImageRequest;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code CopyImage} and {@code CancelCopyImage}. */
final class CopyImageActions {
  private static final int MAX_TOKEN = 64;
  private final EcsServices services;

  CopyImageActions(EcsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.ECS, "CopyImage", Access.CHANGE)
            .forbiddenAs("Forbbiden", "User not authorized to operate on the specified resource.")
            .required("RegionId", "ImageId", "DestinationRegionId")
            .honoured(
                "DestinationImageName",
                "DestinationDescription",
                "Encrypted",
                "KMSKeyId",
                "ResourceGroupId",
                "Tag.N.Key",
                "Tag.N.Value",
                "Tag.N.key",
                "Tag.N.value",
                "DryRun",
                "ClientToken")
            .refused(
                "EncryptAlgorithm",
                400,
                "InvalidEncryptAlgorithm",
                "The specified parameter EncryptAlgorithm is not valid."),
        this::copy);
    actions.add(
        ActionSpec.of(Product.ECS, "CancelCopyImage", Access.CHANGE)
            .required("RegionId", "ImageId"),
        this::cancel);
  }

  private CompletionStage<ObjectNode> copy(RpcCall call) {
    RpcParameters given = call.parameters();
    Map<String, String> tags = EcsServices.tags(given);
    String token = given.text("ClientToken").orElseGet(() -> "rpc-" + services.ids().next());
    requireToken(token);
    CopyImageRequest request =
        new CopyImageRequest(
            given.required("RegionId"),
            given.required("ImageId"),
            given.required("DestinationRegionId"),
            given.text("DestinationImageName"),
            given.text("DestinationDescription"),
            given.flag("Encrypted"),
            given.text("KMSKeyId"),
            given.text("ResourceGroupId"),
            tags,
            token);
    if (given.flag("DryRun").orElse(false)) {
      throw services.dryRun(
          state -> CopyImageRules.check(state, services.policy(), call.account(), request));
    }
    return services
        .commands()
        .send(call, new CopyImage(request), imageId -> new Fields().put("ImageId", imageId).node());
  }

  static void requireToken(String token) {
    requireToken(token, 400);
  }

  static void requireToken(String token, int status) {
    boolean ascii = token.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (token.length() > MAX_TOKEN || !ascii) {
      throw new RpcException(
          status, "InvalidClientToken.Malformed", "The specified ClientToken is not valid.");
    }
  }

  private CompletionStage<ObjectNode> cancel(RpcCall call) {
    return services
        .commands()
        .send(
            call,
            new CancelCopy(call.required("RegionId"), call.required("ImageId")),
            imageId -> new Fields().node());
  }
}
