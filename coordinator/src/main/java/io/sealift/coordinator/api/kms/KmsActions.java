package io.sealift.coordinator.api.kms;

import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import java.util.List;

/** All actions of the KMS interface. */
public final class KmsActions {
  /** Documented actions that are not served. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "CreateKeyVersion",
          "DescribeKeyVersion",
          "ListKeyVersions",
          "UpdateRotationPolicy",
          "UpdateKeyDescription");

  private KmsActions() {}

  /** Adds them. */
  public static void addTo(RpcActions actions, KmsServices services) {
    new KeyActions(services).addTo(actions);
    new AliasActions(services).addTo(actions);
    new KeyTags(services).addTo(actions);
    new KeyUseActions(services).addTo(actions);
    for (String name : UNSUPPORTED) {
      actions.unsupported(ActionSpec.of(Product.KMS, name, Access.CHANGE));
    }
  }
}
