package io.sealift.coordinator.api;

import io.sealift.coordinator.api.ecs.EcsActions;
import io.sealift.coordinator.api.ecs.EcsServices;
import io.sealift.coordinator.api.kms.KmsActions;
import io.sealift.coordinator.api.kms.KmsServices;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import java.util.List;

/** Every action of the RPC interfaces, served or not. */
public final class ApiActions {
  /** Documented actions about stacks that are not served. */
  private static final List<String> ROS_UNSUPPORTED =
      List.of("CreateStack", "GetStack", "ListStacks", "ListStackResources", "DeleteStack");

  private ApiActions() {}

  /** All of them. */
  public static RpcActions of(EcsServices ecs, KmsServices kms) {
    RpcActions actions = new RpcActions();
    EcsActions.addTo(actions, ecs);
    KmsActions.addTo(actions, kms);
    for (String name : ROS_UNSUPPORTED) {
      actions.unsupported(ActionSpec.of(Product.ROS, name, Access.CHANGE));
    }
    return actions;
  }
}
