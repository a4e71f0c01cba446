package io.sealift.coordinator.api.ecs;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.api.rpc.Paging;
import io.sealift.coordinator.api.rpc.Place;
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
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
  private static final String GROUP = "acs:rm:rgId";

  /** One tag of one resource. */
  private record Tagged(String resourceId, String key, String value) {
    // Tags are in the order of their resources, which time has no part in.
    Place place() {
      return new Place(Instant.EPOCH, resourceId + "/" + key);
    }
  }

  /**
   * What may be listed; without ids, all there is.
   *
   * @param tags all of which a resource must have; an empty value stands for any
   * @param filters all of which must let a resource pass
   * @param group that a resource must be in
   */
  private record Wanted(
      RegionId region,
      List<String> ids,
      Map<String, String> tags,
      List<TagFilter> filters,
      Optional<String> group) {
    static Wanted of(RegionId region, List<String> ids, RpcParameters given) {
      Map<String, String> tags = new LinkedHashMap<>(EcsServices.wantedTags(given));
      List<TagFilter> filters = TagFilter.of(given);
      // As documented, it is either the one or the other.
      if (!tags.isEmpty() && !filters.isEmpty()) {
        throw RpcException.invalid("TagFilter");
      }
      Optional<String> group = Optional.ofNullable(tags.remove(GROUP));
      if (group.equals(Optional.of(""))) {
        throw new RpcException(
            400, "InvalidTag.Mismatch", "The tag key acs:rm:rgId needs the id of a group.");
      }
      return new Wanted(region, ids, tags, filters, group);
    }

    <E extends Entity> Stream<E> of(ClusterState state, Class<E> type, String kind) {
      return ids.isEmpty()
          ? state.all(type, kind).stream()
          : ids.stream().distinct().sorted().flatMap(id -> state.find(type, kind + id).stream());
    }

    /** The tags of this resource that are to be listed. */
    Stream<Tagged> of(String id, Optional<String> ownGroup, Map<String, String> own) {
      boolean isMeant =
          (group.isEmpty() || group.equals(ownGroup))
              && EcsServices.hasTags(own, tags)
              && filters.stream().allMatch(filter -> filter.lets(own));
      return own.entrySet().stream()
          .filter(tag -> isMeant && isListed(tag.getKey(), tag.getValue()))
          .map(tag -> new Tagged(id, tag.getKey(), tag.getValue()));
    }

    private boolean isListed(String key, String value) {
      return filters.isEmpty()
          ? tags.isEmpty() || tags.containsKey(key)
          : filters.stream().anyMatch(filter -> filter.fits(key, value));
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
                "RegionId",
                "ResourceType",
                "ResourceId.N",
                "Tag.N.Key",
                "Tag.N.Value",
                "TagFilter.N.TagKey",
                "TagFilter.N.TagValues.N",
                "NextToken"),
        this::list);
    actions.add(
        ActionSpec.of(Product.ECS, "JoinResourceGroup", Access.CHANGE)
            .honoured("RegionId", "ResourceType", "ResourceId", "ResourceGroupId"),
        this::join);
  }

  private CompletionStage<ObjectNode> tag(RpcCall call) {
    RpcParameters given = call.parameters();
    Map<String, String> tags = EcsServices.tags(given, tooManyTags());
    if (tags.isEmpty()) {
      throw missing("Tags");
    }
    return change(call, tags, Removed.NAMED, List.of());
  }

  private CompletionStage<ObjectNode> untag(RpcCall call) {
    List<String> keys = call.parameters().list("TagKey");
    if (keys.size() > MAX_TAGS) {
      throw tooManyTags();
    }
    boolean all = call.parameters().flag("All").orElse(false) && keys.isEmpty();
    if (!all && keys.isEmpty()) {
      throw missing("Tags");
    }
    return change(call, Map.of(), all ? Removed.ALL : Removed.NAMED, keys);
  }

  private static RpcException tooManyTags() {
    return new RpcException(
        400, "NumberExceed.Tags", "The Tags parameter's number is exceed , Valid : 20.");
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
            call,
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
    Wanted wanted = Wanted.of(region, ids(given), given);
    List<Tagged> all = services.view().read(state -> tagged(state, call, resource, wanted));
    Paging.Stretch<Tagged> stretch =
        Paging.following(
            given,
            EcsServices.listOf("tags of " + resource, call.account(), region),
            all,
            Tagged::place,
            LISTED);
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
    Stream<Tagged> found =
        resource == Resource.IMAGE ? images(state, call, wanted) : snapshots(state, call, wanted);
    return found.sorted(Comparator.comparing(Tagged::place)).toList();
  }

  private static Stream<Tagged> images(ClusterState state, RpcCall call, Wanted wanted) {
    return wanted
        .of(state, Image.class, Image.KIND)
        .filter(image -> image.account().equals(call.account()))
        .filter(image -> image.region().equals(wanted.region()))
        .flatMap(
            image ->
                wanted.of(
                    image.imageId().value(),
                    image.attributes().resourceGroup(),
                    image.attributes().tags()));
  }

  private static Stream<Tagged> snapshots(ClusterState state, RpcCall call, Wanted wanted) {
    return wanted
        .of(state, Snapshot.class, Snapshot.KIND)
        .filter(snapshot -> snapshot.account().equals(call.account()))
        .filter(snapshot -> snapshot.region().equals(wanted.region()))
        .map(snapshot -> SnapshotProfile.of(state, snapshot.snapshotId()))
        .flatMap(
            profile ->
                wanted.of(profile.snapshotId().value(), profile.resourceGroup(), profile.tags()));
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
            call,
            new JoinGroup(
                resource(given),
                services.region(given, noGroups()).value(),
                given.required("ResourceId"),
                given.required("ResourceGroupId")),
            done -> new Fields().node());
  }

  // The action has no code for a region that does not exist, so such a one has no groups.
  private static RpcException noGroups() {
    return new RpcException(
        403,
        "InvalidRegionId.ResourceGroup",
        "The specified region does not support resource group yet.");
  }
}
