package io.sealift.coordinator.api.kms;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import io.sealift.coordinator.api.rpc.RpcCall;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.catalog.ServiceException;
import io.sealift.coordinator.catalog.TagChanges;
import io.sealift.coordinator.command.CatalogCommand.ChangeTags;
import io.sealift.coordinator.command.CatalogCommand.Removed;
import io.sealift.coordinator.command.CatalogCommand.Resource;
import io.sealift.coordinator.state.KeyProfile;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tags of keys. */
final class KeyTags {
  private static final int MAX_TAGS = 20;
  private final KmsServices services;

  KeyTags(KmsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.KMS, "TagResource", Access.CHANGE)
            .required("KeyId", "Tags")
            .unsupported("CertificateId", "SecretName"),
        call -> change(call, parse(call.parameters(), "Tags"), List.of()));
    actions.add(
        ActionSpec.of(Product.KMS, "UntagResource", Access.CHANGE)
            .required("KeyId", "TagKeys")
            .unsupported("CertificateId", "SecretName"),
        call -> change(call, Map.of(), tagKeys(call.parameters())));
    actions.add(
        ActionSpec.of(Product.KMS, "ListResourceTags", Access.LOOK).required("KeyId"), this::list);
  }

  private static List<String> tagKeys(RpcParameters given) {
    List<String> keys = given.jsonList("TagKeys", RpcException.invalid("TagKeys"));
    if (keys.size() > MAX_TAGS) {
      throw RpcException.invalid("TagKeys");
    }
    return keys;
  }

  /** Tags as a JSON array of objects in a text. */
  static Map<String, String> parse(RpcParameters given, String name) {
    Optional<String> text = given.text(name);
    Map<String, String> tags = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return tags;
    }
    JsonNode list;
    try {
      list = StrictJson.mapper().readTree(text.get());
    } catch (JsonProcessingException e) {
      throw RpcException.invalid(name);
    }
    if (!list.isArray() || list.size() > MAX_TAGS) {
      throw RpcException.invalid(name);
    }
    for (JsonNode tag : list) {
      if (!tag.path("TagKey").isTextual()
          || !tag.path("TagValue").isTextual()
          || tag.size() != 2
          || tags.put(tag.path("TagKey").textValue(), tag.path("TagValue").textValue()) != null) {
        throw RpcException.invalid(name);
      }
    }
    requireWellFormed(tags);
    return tags;
  }

  // Before anything is done: a new key gets its tags after it was made.
  private static void requireWellFormed(Map<String, String> tags) {
    try {
      TagChanges.requireWellFormed(tags);
    } catch (ServiceException e) {
      throw new RpcException(e.error().status(), e.error().code(), e.reason());
    }
  }

  private CompletionStage<ObjectNode> change(
      RpcCall call, Map<String, String> tags, List<String> removed) {
    KeyDescription key = services.key(call, call.required("KeyId"));
    return services
        .commands()
        .send(
            call,
            new ChangeTags(
                Resource.KEY,
                Optional.empty(),
                List.of(key.keyId().value()),
                tags,
                Removed.NAMED,
                removed),
            done -> new Fields().node());
  }

  private CompletionStage<ObjectNode> list(RpcCall call) {
    KeyDescription key = services.key(call, call.required("KeyId"));
    String id = key.keyId().value();
    Map<String, String> tags =
        services
            .view()
            .read(state -> state.find(KeyProfile.class, KeyProfile.KIND + id))
            .map(KeyProfile::tags)
            .orElse(Map.of());
    return completedFuture(
        new Fields()
            .list(
                "Tags",
                "Tag",
                tags.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(
                        tag ->
                            new Fields()
                                .put("KeyId", id)
                                .put("TagKey", tag.getKey())
                                .put("TagValue", tag.getValue())))
            .node());
  }
}
