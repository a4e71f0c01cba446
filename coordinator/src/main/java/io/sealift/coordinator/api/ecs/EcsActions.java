package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import java.util.List;

/** All actions of the ECS interface. */
public final class EcsActions {
  /** Documented actions about images that are not served. */
  private static final List<String> UNSUPPORTED =
      List.of("CreateImage", "CreateSnapshot", "ImportImage", "ExportImage");

  private EcsActions() {}

  /** Adds them. */
  public static void addTo(RpcActions actions, EcsServices services) {
    new RegionActions(services).addTo(actions);
    new CopyImageActions(services).addTo(actions);
    new DescribeImageActions(services).addTo(actions);
    new ImageActions(services).addTo(actions);
    new SnapshotActions(services).addTo(actions);
    new TaskActions(services).addTo(actions);
    new TagActions(services).addTo(actions);
    for (String name : UNSUPPORTED) {
      actions.unsupported(ActionSpec.of(Product.ECS, name, Access.CHANGE));
    }
  }
}
