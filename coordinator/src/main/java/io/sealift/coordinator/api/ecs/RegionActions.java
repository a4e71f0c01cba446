package io.sealift.coordinator.api.ecs;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import io.sealift.coordinator.api.rpc.RpcCall;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.copy.RegionId;
import java.util.concurrent.CompletionStage;

/**
 * {@code DescribeRegions}: every region of the cluster; one whose agents are silent is sold out.
 */
final class RegionActions {
  private final EcsServices services;

  RegionActions(EcsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.ECS, "DescribeRegions", Access.LOOK)
            .honoured("AcceptLanguage", "ResourceType", "InstanceChargeType"),
        this::describe);
  }

  private CompletionStage<ObjectNode> describe(RpcCall call) {
    call.parameters()
        .oneOf(
            "AcceptLanguage",
            notFound("InvalidAcceptLanguage.NotFound", "AcceptLanguage"),
            "zh-CN",
            "zh-TW",
            "en-US",
            "ja",
            "fr",
            "de",
            "ko");
    call.parameters()
        .oneOf(
            "ResourceType",
            notFound("InvalidResourceType.NotFound", "ResourceType"),
            "instance",
            "disk",
            "reservedinstance",
            "scu");
    // Nothing is charged here, so all regions are there for each way to be charged.
    call.parameters()
        .oneOf(
            "InstanceChargeType",
            RpcException.invalid("InstanceChargeType"),
            "PrePaid",
            "PostPaid",
            "SpotWithPriceLimit",
            "SpotAsPriceGo");
    return completedFuture(
        new Fields()
            .list(
                "Regions",
                "Region",
                services.policy().regions().stream().sorted().map(region -> region(region, call)))
            .node());
  }

  private Fields region(RegionId region, RpcCall call) {
    boolean served = !services.agents().aliveIn(region, call.now()).isEmpty();
    return new Fields()
        .put("RegionId", region.value())
        .put("RegionEndpoint", "")
        .put("LocalName", region.value())
        .put("Status", served ? "available" : "soldOut");
  }

  private static RpcException notFound(String code, String parameter) {
    return new RpcException(404, code, "The specified %s is not found.".formatted(parameter));
  }
}
