package io.sealift.coordinator.api.kms;

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
import io.sealift.coordinator.command.Command;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyRotation;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** Versions of keys: the newest seals, all of them open. */
final class KeyVersionActions {
  private final KmsServices services;
  private final KeyOperations operations;

  KeyVersionActions(KmsServices services, KeyOperations operations) {
    this.services = services;
    this.operations = operations;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.KMS, "CreateKeyVersion", Access.CHANGE).required("KeyId"),
        this::create);
    actions.add(
        ActionSpec.of(Product.KMS, "DescribeKeyVersion", Access.LOOK)
            .required("KeyId", "KeyVersionId"),
        this::describe);
    actions.add(
        ActionSpec.of(Product.KMS, "ListKeyVersions", Access.LOOK)
            .required("KeyId")
            .honoured("PageNumber", "PageSize"),
        this::list);
    actions.add(
        ActionSpec.of(Product.KMS, "UpdateRotationPolicy", Access.CHANGE)
            .required("KeyId", "EnableAutomaticRotation")
            .honoured("RotationInterval"),
        this::updatePolicy);
  }

  private CompletionStage<ObjectNode> create(RpcCall call) {
    KeyDescription key = services.key(call, call.required("KeyId"));
    KmsServices.requireEnabled(key);
    if (key.version() >= KeyRotation.MAX_VERSIONS) {
      throw new RpcException(
          400, "Rejected.LimitExceeded", "The key has as many versions as it may have.");
    }
    return operations
        .carryOut(
            call, new Command.ChangeKey(key.keyId().value(), KeyAction.ROTATE, Optional.empty()))
        .thenApply(
            operation -> {
              KeyDescription rotated = services.key(call, key.keyId().value());
              return new Fields().put("KeyVersion", fields(rotated, rotated.version())).node();
            });
  }

  private CompletionStage<ObjectNode> describe(RpcCall call) {
    KeyDescription key = services.key(call, call.required("KeyId"));
    String wanted = call.required("KeyVersionId");
    int version =
        IntStream.rangeClosed(1, key.version())
            .filter(number -> KeyFields.version(key, number).equals(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    new RpcException(
                        404,
                        "Forbidden.KeyVersionNotFound",
                        "The specified KeyVersion is not found."));
    return completedFuture(new Fields().put("KeyVersion", fields(key, version)).node());
  }

  private CompletionStage<ObjectNode> list(RpcCall call) {
    KeyDescription key = services.key(call, call.required("KeyId"));
    List<Integer> all = IntStream.rangeClosed(1, key.version()).boxed().toList();
    Paging.Page<Integer> page = Paging.numbered(call.parameters(), all);
    return completedFuture(
        page.head()
            .list(
                "KeyVersions",
                "KeyVersion",
                page.items().stream().map(version -> fields(key, version)))
            .node());
  }

  private CompletionStage<ObjectNode> updatePolicy(RpcCall call) {
    KeyDescription key = services.key(call, call.required("KeyId"));
    Optional<Long> interval = RotationInterval.of(call.parameters(), "EnableAutomaticRotation");
    KmsServices.requireEnabled(key);
    return operations
        .carryOut(call, new Command.SetKeyRotation(key.keyId().value(), interval))
        .thenApply(operation -> new Fields().node());
  }

  private static Fields fields(KeyDescription key, int version) {
    return new Fields()
        .put("KeyId", key.keyId().value())
        .put("KeyVersionId", KeyFields.version(key, version))
        .put("CreationDate", KeyFields.madeAt(key, version));
  }
}
