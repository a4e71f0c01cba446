package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One thing whose whole state a journal record carries. The key starts with the kind and names the
 * thing; a tombstone removes it. Formats are forever: fields are only added, as {@code Optional}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonSubTypes({
  @JsonSubTypes.Type(value = EngineClaim.class, name = "engine-claim"),
  @JsonSubTypes.Type(value = Account.class, name = "account"),
  @JsonSubTypes.Type(value = Image.class, name = "image"),
  @JsonSubTypes.Type(value = Snapshot.class, name = "snapshot"),
  @JsonSubTypes.Type(value = SealedSegment.class, name = "segment"),
  @JsonSubTypes.Type(value = CopyJob.class, name = "job"),
  @JsonSubTypes.Type(value = TargetCopy.class, name = "target"),
  @JsonSubTypes.Type(value = CopyTask.class, name = "task"),
  @JsonSubTypes.Type(value = Garbage.class, name = "garbage"),
  @JsonSubTypes.Type(value = RegionKey.class, name = "key"),
  @JsonSubTypes.Type(value = Operation.class, name = "operation"),
  @JsonSubTypes.Type(value = AcceptedRequest.class, name = "request"),
  @JsonSubTypes.Type(value = CommandOutcome.class, name = "outcome"),
  @JsonSubTypes.Type(value = ImageProfile.class, name = "image-profile"),
  @JsonSubTypes.Type(value = SnapshotProfile.class, name = "snapshot-profile"),
  @JsonSubTypes.Type(value = KeyAlias.class, name = "key-alias"),
  @JsonSubTypes.Type(value = KeyProfile.class, name = "key-profile"),
  @JsonSubTypes.Type(value = ResourceGroup.class, name = "resource-group"),
  @JsonSubTypes.Type(value = ImportSource.class, name = "import-source"),
  @JsonSubTypes.Type(value = Stack.class, name = "stack"),
})
public sealed interface Entity
    permits EngineClaim,
        Account,
        Image,
        Snapshot,
        SealedSegment,
        CopyJob,
        TargetCopy,
        CopyTask,
        Garbage,
        RegionKey,
        Operation,
        AcceptedRequest,
        CommandOutcome,
        ImageProfile,
        SnapshotProfile,
        KeyAlias,
        KeyProfile,
        ResourceGroup,
        ImportSource,
        Stack {
  /** The record's key: {@code <kind>/<name>}. */
  @JsonIgnore
  String key();
}
