package io.sealift.ticket;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.TaskHead;
import java.time.Instant;

/**
 * A coordinator's permission to move bytes or a data key of one snapshot, or to use a customer key,
 * valid for a short time. Pulls and grants are for agents of one region, which prove with their own
 * signature who they are; uploads and downloads are for whoever holds the ticket, so they never
 * appear in logs.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TransferTicket.Pull.class, name = "pull"),
  @JsonSubTypes.Type(value = TransferTicket.Grant.class, name = "grant"),
  @JsonSubTypes.Type(value = TransferTicket.Upload.class, name = "upload"),
  @JsonSubTypes.Type(value = TransferTicket.Download.class, name = "download"),
  @JsonSubTypes.Type(value = TransferTicket.UseKey.class, name = "use-key"),
  @JsonSubTypes.Type(value = TransferTicket.InspectFiles.class, name = "inspect-files"),
})
public sealed interface TransferTicket {
  /** The region whose store the ticket is for; agents of other regions refuse it. */
  RegionId region();

  /** The end of its validity. */
  Instant expires();

  /**
   * Sealed segments {@code [firstSegment, endSegment)} may be fetched by agents of {@code puller}.
   */
  record Pull(
      CopyJobId jobId,
      RegionId region,
      RegionId puller,
      SnapshotId snapshotId,
      int firstSegment,
      int endSegment,
      Instant expires)
      implements TransferTicket {}

  /**
   * The snapshot's data key may be granted to agents of {@code grantee}, sealed to their public
   * key.
   */
  record Grant(
      CopyJobId jobId, RegionId region, RegionId grantee, SnapshotId snapshotId, Instant expires)
      implements TransferTicket {}

  /**
   * Blocks of an import may be uploaded; the agent seals them as {@code prepared} says and reports
   * them under {@code head}.
   */
  record Upload(
      TaskHead head, SnapshotGeometry geometry, PreparedSnapshot prepared, Instant expires)
      implements TransferTicket {
    @Override
    public RegionId region() {
      return head.region();
    }

    /** The snapshot it is for. */
    public SnapshotId snapshotId() {
      return prepared.snapshotId();
    }
  }

  /** The snapshot's blocks may be downloaded, opened. */
  record Download(RegionId region, SnapshotId snapshotId, Instant expires)
      implements TransferTicket {}

  /** A key may be used as the body with this hash says, whoever brings it. */
  record UseKey(RegionId region, String bodySha256, Instant expires) implements TransferTicket {}

  /** Files may be inspected as the body with this hash says, whoever brings it. */
  record InspectFiles(RegionId region, String bodySha256, Instant expires)
      implements TransferTicket {}
}
