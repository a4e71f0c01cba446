package io.sealift.coordinator.catalog;

import io.sealift.coordinator.command.CatalogCommand.ChangeTags;
import io.sealift.coordinator.command.CatalogCommand.JoinGroup;
import io.sealift.coordinator.command.CatalogCommand.Removed;
import io.sealift.coordinator.command.CatalogCommand.Resource;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.KeyProfile;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.SnapshotProfile;
import io.sealift.copy.AccountId;
import io.sealift.protocol.KeyDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of tagging and of resource groups. */
public final class TagChanges {
  private TagChanges() {}

  /** Refuses tags that a resource may not be made with. */
  public static void requireWellFormed(Map<String, String> tags) throws ServiceException {
    Texts.requireTags(tags);
  }

  /** The resources with their tags as they are to be: all of them, or none. */
  public static CatalogChange change(ClusterState state, AccountId account, ChangeTags request)
      throws ServiceException {
    Texts.requireAddedTags(request.tags());
    List<Entity> changed = new ArrayList<>();
    for (String id : request.ids()) {
      changed.add(tagged(new Owned(state, account), request, id));
    }
    return new CatalogChange(request.resource().name(), changed, List.of());
  }

  private static Entity tagged(Owned owned, ChangeTags request, String id) throws ServiceException {
    switch (request.resource()) {
      case IMAGE -> {
        Image image =
            owned
                .image(id)
                .filter(found -> isIn(request.region(), found.region().value()))
                .orElseThrow(TagChanges::noResource);
        Image.Attributes old = image.attributes();
        return image.withAttributes(
            new Image.Attributes(
                old.name(), old.description(), old.resourceGroup(), tags(old.tags(), request)));
      }
      case SNAPSHOT -> {
        Snapshot snapshot =
            owned
                .snapshot(id)
                .filter(found -> isIn(request.region(), found.region().value()))
                .orElseThrow(TagChanges::noResource);
        SnapshotProfile profile = SnapshotProfile.of(owned.state(), snapshot.snapshotId());
        return profile.withTags(tags(profile.tags(), request));
      }
      case KEY -> {
        KeyDescription key =
            owned
                .key(id)
                .orElseThrow(
                    () ->
                        new ServiceException(
                            404, "Forbidden.KeyNotFound", "The specified Key is not found."));
        Map<String, String> old =
            owned
                .state()
                .find(KeyProfile.class, KeyProfile.KIND + id)
                .map(KeyProfile::tags)
                .orElse(Map.of());
        return new KeyProfile(key.keyId(), tags(old, request));
      }
    }
    throw new IllegalStateException("no such resource: " + request.resource());
  }

  private static boolean isIn(Optional<String> wanted, String region) {
    return wanted.isEmpty() || wanted.get().equals(region);
  }

  private static Map<String, String> tags(Map<String, String> old, ChangeTags request)
      throws ServiceException {
    Map<String, String> left = new LinkedHashMap<>();
    if (request.removed() == Removed.NAMED) {
      left.putAll(old);
      left.keySet().removeAll(request.removedKeys());
    }
    return Texts.merged(left, request.tags());
  }

  /** The resource in its new group. */
  public static CatalogChange join(ClusterState state, AccountId account, JoinGroup request)
      throws ServiceException {
    Owned owned = new Owned(state, account);
    owned.requireGroup(Optional.of(request.groupId()));
    Optional<String> group = Optional.of(request.groupId());
    if (request.resource() == Resource.IMAGE) {
      Image image =
          owned
              .image(request.id())
              .filter(found -> found.region().value().equals(request.region()))
              .orElseThrow(TagChanges::noResource);
      Image.Attributes old = image.attributes();
      requireAnother(old.resourceGroup(), group);
      return CatalogChange.of(
          request.id(),
          image.withAttributes(
              new Image.Attributes(old.name(), old.description(), group, old.tags())));
    }
    Snapshot snapshot =
        owned
            .snapshot(request.id())
            .filter(found -> found.region().value().equals(request.region()))
            .orElseThrow(TagChanges::noResource);
    SnapshotProfile profile = SnapshotProfile.of(state, snapshot.snapshotId());
    requireAnother(profile.resourceGroup(), group);
    return CatalogChange.of(request.id(), profile.withResourceGroup(request.groupId()));
  }

  private static void requireAnother(Optional<String> old, Optional<String> group)
      throws ServiceException {
    if (old.equals(group)) {
      throw new ServiceException(
          403,
          "InvalidResourceGroup.Duplicate",
          "The resource is in the specified resource group already.");
    }
  }

  private static ServiceException noResource() {
    return new ServiceException(
        404, "InvalidResourceId.NotFound", "The specified ResourceId is not found.");
  }
}
