package io.sealift.coordinator.api;

import io.sealift.coordinator.api.ecs.EcsActions;
import io.sealift.coordinator.api.ecs.EcsServices;
import io.sealift.coordinator.api.kms.KmsActions;
import io.sealift.coordinator.api.kms.KmsServices;
import io.sealift.coordinator.api.ros.StackActions;
import io.sealift.coordinator.api.rpc.RpcActions;

/** Every action of the RPC interfaces, served or not. */
public final class ApiActions {
  private ApiActions() {}

  /** All of them. */
  public static RpcActions of(EcsServices ecs, KmsServices kms) {
    RpcActions actions = new RpcActions();
    EcsActions.addTo(actions, ecs);
    KmsActions.addTo(actions, kms);
    new StackActions(ecs).addTo(actions);
    return actions;
  }
}
