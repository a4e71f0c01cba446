package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.rpc.RpcActions;

/** All actions of the ECS interface. */
public final class EcsActions {
  private EcsActions() {}

  /** Adds them. */
  public static void addTo(RpcActions actions, EcsServices services) {
    new RegionActions(services).addTo(actions);
    new CopyImageActions(services).addTo(actions);
    new DescribeImageActions(services).addTo(actions);
    new CreateImageAction(services).addTo(actions);
    new ImageActions(services).addTo(actions);
    new SnapshotActions(services).addTo(actions);
    new TaskActions(services).addTo(actions);
    new TagActions(services).addTo(actions);
    new FileActions(services).addTo(actions);
  }
}
