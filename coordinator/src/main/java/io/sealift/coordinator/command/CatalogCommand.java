package io.sealift.coordinator.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.sealift.coordinator.state.ImageProfile.Traits;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change that a user asks for through the ECS or the KMS interface. A refusal bears the
 * documented code. Ids are as the user wrote them.
 */
@JsonSubTypes({
  @JsonSubTypes.Type(value = CatalogCommand.CopyImage.class, name = "copy-image"),
  @JsonSubTypes.Type(value = CatalogCommand.CreateImage.class, name = "create-image"),
  @JsonSubTypes.Type(value = CatalogCommand.CancelCopy.class, name = "cancel-copy"),
  @JsonSubTypes.Type(value = CatalogCommand.CopySnapshot.class, name = "copy-snapshot"),
  @JsonSubTypes.Type(value = CatalogCommand.CreateSnapshot.class, name = "create-snapshot"),
  @JsonSubTypes.Type(value = CatalogCommand.RemoveImage.class, name = "remove-image"),
  @JsonSubTypes.Type(value = CatalogCommand.RemoveSnapshot.class, name = "remove-snapshot"),
  @JsonSubTypes.Type(value = CatalogCommand.ModifyImage.class, name = "modify-image"),
  @JsonSubTypes.Type(value = CatalogCommand.ShareImage.class, name = "share-image"),
  @JsonSubTypes.Type(value = CatalogCommand.ChangeTags.class, name = "change-tags"),
  @JsonSubTypes.Type(value = CatalogCommand.JoinGroup.class, name = "join-group"),
  @JsonSubTypes.Type(value = CatalogCommand.PutAlias.class, name = "put-alias"),
  @JsonSubTypes.Type(value = CatalogCommand.DeleteAlias.class, name = "delete-alias"),
})
public sealed interface CatalogCommand extends Command {
  /** Copy an image to one region. Outcome: the copy's image id. */
  record CopyImage(CopyImageRequest request) implements CatalogCommand {}

  /** Make an image of snapshots. Outcome: the image's id. */
  record CreateImage(CreateImageRequest request) implements CatalogCommand {}

  /** End a copy that is not done. Outcome: the copy's image id. */
  record CancelCopy(String region, String imageId) implements CatalogCommand {}

  /** Copy a snapshot to one region. Outcome: the copy's snapshot id. */
  record CopySnapshot(CopySnapshotRequest request) implements CatalogCommand {}

  /** Make another snapshot of an imported disk. Outcome: the snapshot's id. */
  record CreateSnapshot(CreateSnapshotRequest request) implements CatalogCommand {}

  /** Remove an image; its snapshots stay. Outcome: the image's id. */
  record RemoveImage(String region, String imageId) implements CatalogCommand {}

  /** Remove a snapshot, or end its making. Outcome: the snapshot's id. */
  record RemoveSnapshot(String snapshotId) implements CatalogCommand {}

  /** Change what is said of an image. Outcome: the image's id. */
  record ModifyImage(ImageChange change) implements CatalogCommand {}

  /** Share an image with accounts, or share it no more. Outcome: the image's id. */
  record ShareImage(String region, String imageId, List<String> add, List<String> remove)
      implements CatalogCommand {
    public ShareImage {
      add = List.copyOf(add);
      remove = List.copyOf(remove);
    }
  }

  /**
   * Put tags on resources, or take them off. Outcome: the kind of resource.
   *
   * @param removedKeys what is taken off before the others are put on
   */
  record ChangeTags(
      Resource resource,
      Optional<String> region,
      List<String> ids,
      Map<String, String> tags,
      Removed removed,
      List<String> removedKeys)
      implements CatalogCommand {
    public ChangeTags {
      ids = List.copyOf(ids);
      tags = Map.copyOf(tags);
      removedKeys = List.copyOf(removedKeys);
    }
  }

  /** Move a resource into a resource group. Outcome: the resource's id. */
  record JoinGroup(Resource resource, String region, String id, String groupId)
      implements CatalogCommand {}

  /** Give a key another name, or a name to another key. Outcome: the alias. */
  record PutAlias(String region, String alias, String keyId, Existing existing)
      implements CatalogCommand {}

  /** Take a name away. Outcome: the alias. */
  record DeleteAlias(String region, String alias) implements CatalogCommand {}

  /** What tags and resource groups are for. */
  enum Resource {
    IMAGE,
    SNAPSHOT,
    KEY
  }

  /** Which tags are taken off. */
  enum Removed {
    NAMED,
    ALL
  }

  /** Whether the thing to be put must be there already. */
  enum Existing {
    REFUSED,
    REQUIRED
  }

  /** The parameters of {@code CopyImage}. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record CopyImageRequest(
      String region,
      String imageId,
      String targetRegion,
      Optional<String> name,
      Optional<String> description,
      Optional<Boolean> encrypted,
      Optional<String> keyId,
      Optional<String> resourceGroup,
      Map<String, String> tags,
      String token) {
    public CopyImageRequest {
      tags = Map.copyOf(tags);
    }
  }

  /**
   * The parameters of {@code CreateImage}.
   *
   * @param snapshots that of the system disk first
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record CreateImageRequest(
      String region,
      List<String> snapshots,
      Optional<String> name,
      Optional<String> description,
      Optional<String> resourceGroup,
      Map<String, String> tags,
      Traits traits,
      String token) {
    public CreateImageRequest {
      snapshots = List.copyOf(snapshots);
      tags = Map.copyOf(tags);
    }
  }

  /** The parameters of {@code CopySnapshot}. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record CopySnapshotRequest(
      String region,
      String snapshotId,
      String targetRegion,
      String name,
      String description,
      Optional<Boolean> encrypted,
      Optional<String> keyId,
      Optional<Integer> retentionDays,
      Map<String, String> tags,
      String token) {
    public CopySnapshotRequest {
      tags = Map.copyOf(tags);
    }
  }

  /** The parameters of {@code CreateSnapshot}. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record CreateSnapshotRequest(
      String diskId,
      Optional<String> name,
      Optional<String> description,
      Optional<String> resourceGroup,
      Optional<Integer> retentionDays,
      Map<String, String> tags,
      String token) {
    public CreateSnapshotRequest {
      tags = Map.copyOf(tags);
    }
  }

  /** The parameters of {@code ModifyImageAttribute}; what is absent stays. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record ImageChange(
      String region,
      String imageId,
      Optional<String> name,
      Optional<String> description,
      Optional<String> status,
      Optional<String> family,
      Optional<String> bootMode,
      Optional<String> licenseType,
      Optional<String> nvmeSupport,
      Optional<String> imdsSupport) {}
}
