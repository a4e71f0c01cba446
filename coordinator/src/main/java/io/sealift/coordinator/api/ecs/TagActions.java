package io.sealift.coordinator.api.ecs;

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
import io.sealift.coordinator.command.CatalogCommand.JoinGroup;
import io.sealift.coordinator.command.CatalogCommand.Removed;
import io.sealift.coordinator.command.CatalogCommand.Resource;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.SnapshotProfile;
import io.sealift.copy.RegionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Tags and resource groups of images and snapshots. */
final class TagActions {
  private static final int MAX_RESOURCES = 50;
  private static final int MAX_TAGS = 20;
  private static final int LISTED = 50;

  /** One tag of one resource. */
  private record Tagged(String resourceId, String key, String value) {
    String id() {
      return resourceId + "/" + key;
    }
  }

  /** What may be listed; without ids, all there is. */
  private record Wanted(RegionId region, List<String> ids) {
    <E extends Entity> Stream<E> of(ClusterState state, Class<E> type, String kind) {
      return ids.isEmpty()
          ? state.all(type, kind).stream()
          : ids.stream().distinct().sorted().flatMap(id -> state.find(type, kind + id).stream());
    }
  }

  private final EcsServices services;

  TagActions(EcsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    // Required ones have codes of their own here, so the actions check them.
    actions.add(
        ActionSpec.of(Product.ECS, "TagResources", Access.CHANGE)
            .honoured("RegionId", "ResourceType", "ResourceId.N", "Tag.N.Key", "Tag.N.Value"),
        this::tag);
    actions.add(
        ActionSpec.of(Product.ECS, "UntagResources", Access.CHANGE)
            .honoured("RegionId", "ResourceType", "ResourceId.N", "TagKey.N", "All"),
        this::untag);
    actions.add(
        ActionSpec.of(Product.ECS, "ListTagResources", Access.LOOK)
            .honoured(
                "RegionId", "ResourceType", "ResourceId.N", "Tag.N.Key", "Tag.N.Value", "NextToken")
            .unsupported("TagFilter.N.TagKey", "TagFilter.N.TagValues.N"),
        this::list);
    actions.add(
        ActionSpec.of(Product.ECS, "JoinResourceGroup", Access.CHANGE)
            .honoured("RegionId", "ResourceType", "ResourceId", "ResourceGroupId"),
        this::join);
  }

  private CompletionStage<ObjectNode> tag(RpcCall call) {
    RpcParameters given = call.parameters();
    Map<String, String> tags = EcsServices.tags(given);
    if (tags.isEmpty()) {
      throw missing("Tags");
    }
    return change(call, tags, Removed.NAMED, List.of());
  }

  private CompletionStage<ObjectNode> untag(RpcCall call) {
    List<String> keys = call.parameters().list("TagKey");
    if (keys.size() > MAX_TAGS) {
      throw new RpcException(
          400, "NumberExceed.Tags", "The Tags parameter's number is exceed , Valid : 20.");
    }
    boolean all = call.parameters().flag("All").orElse(false) && keys.isEmpty();
    if (!all && keys.isEmpty()) {
      throw missing("Tags");
    }
    return change(call, Map.of(), all ? Removed.ALL : Removed.NAMED, keys);
  }

  private CompletionStage<ObjectNode> change(
      RpcCall call, Map<String, String> tags, Removed removed, List<String> keys) {
    RegionId region = region(call.parameters());
    Resource resource = resource(call.parameters());
    List<String> ids = ids(call.parameters());
    if (ids.isEmpty()) {
      throw missing("ResourceIds");
    }
    return services
        .commands()
        .send(
            call.account(),
            new ChangeTags(resource, Optional.of(region.value()), ids, tags, removed, keys),
            done -> new Fields().node());
  }

  private RegionId region(RpcParameters given) {
    if (given.text("RegionId").isEmpty()) {
      throw missing("RegionId");
    }
    return services.region(given);
  }

  private static Resource resource(RpcParameters given) {
    return switch (given.text("ResourceType").orElse("")) {
      case "image" -> Resource.IMAGE;
      case "snapshot" -> Resource.SNAPSHOT;
      case "" -> throw missing("ResourceType");
      default ->
          throw new RpcException(
              404, "InvalidResourceType.NotFound", "The ResourceType provided does not exist.");
    };
  }

  private static List<String> ids(RpcParameters given) {
    List<String> ids = given.list("ResourceId");
    if (ids.size() > MAX_RESOURCES) {
      throw new RpcException(
          400,
          "NumberExceed.ResourceIds",
          "The ResourceIds parameter's number is exceed , Valid : 50.");
    }
    return ids;
  }

  private static RpcException missing(String what) {
    return new RpcException(
        404, "MissingParameter." + what, "The parameter %s must be given.".formatted(what));
  }

  private CompletionStage<ObjectNode> list(RpcCall call) {
    RpcParameters given = call.parameters();
    RegionId region = region(given);
    Resource resource = resource(given);
    List<String> ids = ids(given);
    Map<String, String> wanted = EcsServices.wantedTags(given);
    List<Tagged> all =
        services
            .view()
            .read(state -> tagged(state, call, resource, new Wanted(region, ids)))
            .stream()
            .filter(
                tagged ->
                    wanted.isEmpty()
                        || (wanted.containsKey(tagged.key())
                            && EcsServices.hasTags(
                                Map.of(tagged.key(), tagged.value()),
                                Map.of(tagged.key(), wanted.getOrDefault(tagged.key(), "")))))
            .toList();
    Paging.Stretch<Tagged> stretch = Paging.following(given, all, Tagged::id, LISTED);
    String type = given.required("ResourceType");
    return completedFuture(
        new Fields()
            .put("NextToken", stretch.nextToken().orElse(""))
            .list(
                "TagResources",
                "TagResource",
                stretch.items().stream()
                    .map(
                        tagged ->
                            new Fields()
                                .put("ResourceId", tagged.resourceId())
                                .put("ResourceType", type)
                                .put("TagKey", tagged.key())
                                .put("TagValue", tagged.value())))
            .node());
  }

  private static List<Tagged> tagged(
      ClusterState state, RpcCall call, Resource resource, Wanted wanted) {
    List<Tagged> found = new ArrayList<>();
    if (resource == Resource.IMAGE) {
      wanted
          .of(state, Image.class, Image.KIND)
          .filter(image -> image.account().equals(call.account()))
          .filter(image -> image.region().equals(wanted.region()))
          .forEach(image -> add(found, image.imageId().value(), image.attributes().tags()));
    } else {
      wanted
          .of(state, Snapshot.class, Snapshot.KIND)
          .filter(snapshot -> snapshot.account().equals(call.account()))
          .filter(snapshot -> snapshot.region().equals(wanted.region()))
          .forEach(
              snapshot ->
                  add(
                      found,
                      snapshot.snapshotId().value(),
                      SnapshotProfile.of(state, snapshot.snapshotId()).tags()));
    }
    return found;
  }

  private static void add(List<Tagged> found, String id, Map<String, String> tags) {
    tags.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(tag -> found.add(new Tagged(id, tag.getKey(), tag.getValue())));
  }

  private CompletionStage<ObjectNode> join(RpcCall call) {
    RpcParameters given = call.parameters();
    for (String name : List.of("RegionId", "ResourceType", "ResourceId", "ResourceGroupId")) {
      if (given.text(name).isEmpty()) {
        throw new RpcException(
            403, "MissingParameter", "The input parameter %s is missing.".formatted(name));
      }
    }
    return services
        .commands()
        .send(
            call.account(),
            new JoinGroup(
                resource(given),
                services.region(given).value(),
                given.required("ResourceId"),
                given.required("ResourceGroupId")),
            done -> new Fields().node());
  }
}
