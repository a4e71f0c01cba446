package io.sealift.coordinator.api.rest;

import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.IdSource;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.TaskHead;
import io.sealift.ticket.TicketSigner;
import io.sealift.ticket.TransferTicket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Sends users to an agent of a region, with tickets for the disks that they may upload or download
 * there. Tickets are for whoever holds them, so they end up in no log.
 */
public final class TransferOffers {
  /** For how long a ticket is good; whoever needs longer asks again. */
  public static final Duration VALIDITY = Duration.ofMinutes(30);

  private final LiveAgents agents;
  private final TicketSigner tickets;
  private final IdSource ids;

  /** Offers that these tickets are good for. */
  public TransferOffers(LiveAgents agents, TicketSigner tickets, IdSource ids) {
    this.agents = agents;
    this.tickets = tickets;
    this.ids = ids;
  }

  /** A disk to upload: what is sealed of it already need not be sent. */
  record Upload(
      SnapshotGeometry geometry, PreparedSnapshot prepared, List<Integer> sealedSegments) {}

  /** A disk to download: the other segments are zeros. */
  record Download(SnapshotId snapshotId, SnapshotGeometry geometry, List<Integer> dataSegments) {}

  /** Where to upload, as users see it. */
  record UploadJson(Endpoint endpoint, String certificateSha256, List<UploadDiskJson> disks) {}

  /** One disk of an upload. */
  record UploadDiskJson(
      SnapshotId snapshotId,
      SnapshotGeometry geometry,
      String ticket,
      List<Integer> sealedSegments) {}

  /** Where to download, as users see it. */
  record DownloadJson(Endpoint endpoint, String certificateSha256, List<DownloadDiskJson> disks) {}

  /** One disk of a download. */
  record DownloadDiskJson(
      SnapshotId snapshotId,
      SnapshotGeometry geometry,
      String ticket,
      List<Integer> dataSegments) {}

  /** An offer to upload a job's disks. */
  UploadJson upload(CopyJobId jobId, RegionId region, List<Upload> disks, Instant now) {
    AgentRegistered agent = agentOf(region, now);
    TaskHead head = new TaskHead(new TaskId(TaskId.PREFIX + ids.next()), 1, jobId, region);
    Instant expires = now.plus(VALIDITY);
    List<UploadDiskJson> offered =
        disks.stream()
            .map(
                disk ->
                    new UploadDiskJson(
                        disk.prepared().snapshotId(),
                        disk.geometry(),
                        tickets.sign(
                            new TransferTicket.Upload(
                                head, disk.geometry(), disk.prepared(), expires)),
                        disk.sealedSegments()))
            .toList();
    return new UploadJson(agent.controlEndpoint(), agent.certificateSha256(), offered);
  }

  /** An offer to download an image's disks. */
  DownloadJson download(RegionId region, List<Download> disks, Instant now) {
    AgentRegistered agent = agentOf(region, now);
    Instant expires = now.plus(VALIDITY);
    List<DownloadDiskJson> offered =
        disks.stream()
            .map(
                disk ->
                    new DownloadDiskJson(
                        disk.snapshotId(),
                        disk.geometry(),
                        tickets.sign(
                            new TransferTicket.Download(region, disk.snapshotId(), expires)),
                        disk.dataSegments()))
            .toList();
    return new DownloadJson(agent.controlEndpoint(), agent.certificateSha256(), offered);
  }

  private AgentRegistered agentOf(RegionId region, Instant now) {
    return agents
        .pickForTransfer(region, now)
        .orElseThrow(
            () -> ApiException.unavailable("region: no agent of %s answers".formatted(region)));
  }
}
