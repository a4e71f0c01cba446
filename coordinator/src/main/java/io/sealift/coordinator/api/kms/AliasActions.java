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
import io.sealift.coordinator.command.CatalogCommand.DeleteAlias;
import io.sealift.coordinator.command.CatalogCommand.Existing;
import io.sealift.coordinator.command.CatalogCommand.PutAlias;
import io.sealift.coordinator.state.KeyAlias;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.KeyDescription;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Other names of keys. */
final class AliasActions {
  private final KmsServices services;

  AliasActions(KmsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.KMS, "CreateAlias", Access.CHANGE).required("AliasName", "KeyId"),
        call -> put(call, Existing.REFUSED));
    actions.add(
        ActionSpec.of(Product.KMS, "UpdateAlias", Access.CHANGE).required("AliasName", "KeyId"),
        call -> put(call, Existing.REQUIRED));
    actions.add(
        ActionSpec.of(Product.KMS, "DeleteAlias", Access.CHANGE).required("AliasName"),
        this::delete);
    actions.add(
        ActionSpec.of(Product.KMS, "ListAliases", Access.LOOK).honoured("PageNumber", "PageSize"),
        call -> {
          RegionId region = services.region(call);
          return list(call, alias -> alias.region().equals(region));
        });
    actions.add(
        ActionSpec.of(Product.KMS, "ListAliasesByKeyId", Access.LOOK)
            .required("KeyId")
            .honoured("PageNumber", "PageSize"),
        call -> {
          KeyId key = services.key(call, call.required("KeyId")).keyId();
          return list(call, alias -> alias.keyId().equals(key));
        });
  }

  private CompletionStage<ObjectNode> put(RpcCall call, Existing existing) {
    KeyDescription key = services.key(call, call.required("KeyId"));
    return services
        .commands()
        .send(
            call,
            new PutAlias(
                key.region().value(), call.required("AliasName"), key.keyId().value(), existing),
            alias -> new Fields().node());
  }

  private CompletionStage<ObjectNode> delete(RpcCall call) {
    return services
        .commands()
        .send(
            call,
            new DeleteAlias(services.region(call).value(), call.required("AliasName")),
            alias -> new Fields().node());
  }

  private CompletionStage<ObjectNode> list(RpcCall call, Predicate<KeyAlias> wanted) {
    List<KeyAlias> all =
        services
            .view()
            .read(
                state ->
                    state.all(KeyAlias.class, KeyAlias.KIND).stream()
                        .filter(alias -> alias.account().equals(call.account()))
                        .filter(wanted)
                        .toList());
    Paging.Page<KeyAlias> page = Paging.numbered(call.parameters(), all);
    return completedFuture(
        page.head()
            .list("Aliases", "Alias", page.items().stream().map(AliasActions::fields))
            .node());
  }

  private static Fields fields(KeyAlias alias) {
    return new Fields()
        .put("AliasName", alias.name())
        .put(
            "AliasArn", "acs:kms:%s:%s:%s".formatted(alias.region(), alias.account(), alias.name()))
        .put("KeyId", alias.keyId().value());
  }
}
