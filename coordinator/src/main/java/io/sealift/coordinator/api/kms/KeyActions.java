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
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.command.CatalogCommand.ChangeTags;
import io.sealift.coordinator.command.CatalogCommand.Removed;
import io.sealift.coordinator.command.CatalogCommand.Resource;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.copy.RegionId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Making, describing and changing keys. An answer is given when the region's agents have done it.
 */
final class KeyActions {
  private static final int MAX_DESCRIPTION = 8192;
  private final KmsServices services;
  private final KeyOperations operations;

  KeyActions(KmsServices services, KeyOperations operations) {
    this.services = services;
    this.operations = operations;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.KMS, "CreateKey", Access.CHANGE)
            .honoured(
                "Description",
                "KeySpec",
                "KeyUsage",
                "Origin",
                "ProtectionLevel",
                "EnableAutomaticRotation",
                "RotationInterval",
                "Tags")
            .unsupported("DKMSInstanceId", "Policy"),
        this::create);
    actions.add(
        ActionSpec.of(Product.KMS, "DescribeKey", Access.LOOK).required("KeyId"), this::describe);
    actions.add(
        ActionSpec.of(Product.KMS, "ListKeys", Access.LOOK)
            .honoured("PageNumber", "PageSize", "Filters"),
        this::list);
    actions.add(
        ActionSpec.of(Product.KMS, "EnableKey", Access.CHANGE).required("KeyId"),
        call -> change(call, KeyAction.ENABLE, Optional.empty()));
    actions.add(
        ActionSpec.of(Product.KMS, "DisableKey", Access.CHANGE).required("KeyId"),
        call -> change(call, KeyAction.DISABLE, Optional.empty()));
    actions.add(
        ActionSpec.of(Product.KMS, "ScheduleKeyDeletion", Access.CHANGE)
            .required("KeyId", "PendingWindowInDays"),
        call ->
            change(
                call,
                KeyAction.SCHEDULE_DELETION,
                call.parameters().number("PendingWindowInDays", 7, 366)));
    actions.add(
        ActionSpec.of(Product.KMS, "CancelKeyDeletion", Access.CHANGE).required("KeyId"),
        call -> change(call, KeyAction.CANCEL_DELETION, Optional.empty()));
    actions.add(
        ActionSpec.of(Product.KMS, "UpdateKeyDescription", Access.CHANGE)
            .required("KeyId", "Description"),
        this::updateDescription);
  }

  private CompletionStage<ObjectNode> create(RpcCall call) {
    RpcParameters given = call.parameters();
    requireWord(given, "KeySpec", "Aliyun_AES_256");
    requireWord(given, "KeyUsage", "ENCRYPT/DECRYPT");
    requireWord(given, "Origin", "Aliyun_KMS");
    requireWord(given, "ProtectionLevel", "SOFTWARE");
    Optional<Long> rotation = RotationInterval.of(given, "EnableAutomaticRotation");
    Optional<String> description = given.text("Description");
    if (description.orElse("").length() > MAX_DESCRIPTION) {
      throw RpcException.invalid("Description");
    }
    Map<String, String> tags = KeyTags.parse(given, "Tags");
    RegionId region = services.region(call);
    return operations
        .carryOut(call, new Command.CreateKey(region.value(), description, rotation))
        .thenApply(KeyActions::keyOf)
        .thenCompose(keyId -> tagged(call, keyId, tags))
        .thenApply(
            keyId ->
                new Fields()
                    .put("KeyMetadata", KeyFields.metadata(services.key(call, keyId)))
                    .node());
  }

  private static void requireWord(RpcParameters given, String name, String word) {
    if (given.text(name).isPresent() && !given.required(name).equals(word)) {
      throw unsupported(name);
    }
  }

  private static RpcException unsupported(String name) {
    return new RpcException(
        400,
        "UnsupportedParameter",
        "The value of the parameter \"%s\" is not supported by this service.".formatted(name));
  }

  private static String keyOf(Operation operation) {
    return ((Operation.KeyChange) operation.kind()).keyId().value();
  }

  private CompletionStage<String> tagged(RpcCall call, String keyId, Map<String, String> tags) {
    if (tags.isEmpty()) {
      return completedFuture(keyId);
    }
    return services
        .commands()
        .send(
            call,
            new ChangeTags(
                Resource.KEY, Optional.empty(), List.of(keyId), tags, Removed.NAMED, List.of()),
            done -> keyId);
  }

  private CompletionStage<ObjectNode> updateDescription(RpcCall call) {
    KeyDescription key = services.key(call, call.required("KeyId"));
    String description = call.required("Description");
    if (description.length() > MAX_DESCRIPTION) {
      throw RpcException.invalid("Description");
    }
    KmsServices.requireNotPending(key);
    return operations
        .carryOut(call, new Command.DescribeKey(key.keyId().value(), description))
        .thenApply(operation -> new Fields().node());
  }

  private CompletionStage<ObjectNode> describe(RpcCall call) {
    KeyDescription key = services.keyOrAlias(call, call.required("KeyId"));
    return completedFuture(new Fields().put("KeyMetadata", KeyFields.metadata(key)).node());
  }

  private CompletionStage<ObjectNode> list(RpcCall call) {
    RegionId region = services.region(call);
    KeyFilter filter = KeyFilter.of(call.parameters());
    List<KeyDescription> all =
        services
            .view()
            .read(
                state ->
                    state.all(RegionKey.class, RegionKey.KIND).stream()
                        .map(RegionKey::description)
                        .filter(key -> key.owner().equals(Optional.of(call.account())))
                        .filter(key -> key.region().equals(region))
                        .filter(filter::passes)
                        .sorted(Comparator.comparing(KeyDescription::keyId))
                        .toList());
    Paging.Page<KeyDescription> page = Paging.numbered(call.parameters(), all);
    return completedFuture(
        page.head()
            .list(
                "Keys",
                "Key",
                page.items().stream()
                    .map(
                        key ->
                            new Fields()
                                .put("KeyId", key.keyId().value())
                                .put("KeyArn", KeyFields.arn(key))))
            .node());
  }

  private CompletionStage<ObjectNode> change(
      RpcCall call, KeyAction action, Optional<Integer> days) {
    KeyDescription key = services.key(call, call.required("KeyId"));
    boolean pending = key.state() == KeyState.PENDING_DELETION;
    if (pending != (action == KeyAction.CANCEL_DELETION)) {
      throw new RpcException(
          409,
          "Rejected.StateModifiedFailed",
          "The state of the key does not allow the operation.");
    }
    return operations
        .carryOut(call, new Command.ChangeKey(key.keyId().value(), action, days))
        .thenApply(operation -> new Fields().node());
  }
}
