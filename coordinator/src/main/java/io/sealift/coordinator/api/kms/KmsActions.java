package io.sealift.coordinator.api.kms;

import io.sealift.coordinator.api.rpc.RpcActions;

/** All actions of the KMS interface. */
public final class KmsActions {
  private KmsActions() {}

  /** Adds them. */
  public static void addTo(RpcActions actions, KmsServices services) {
    KeyOperations operations = new KeyOperations(services);
    new KeyActions(services, operations).addTo(actions);
    new KeyVersionActions(services, operations).addTo(actions);
    new AliasActions(services).addTo(actions);
    new KeyTags(services).addTo(actions);
    new KeyUseActions(services).addTo(actions);
  }
}
