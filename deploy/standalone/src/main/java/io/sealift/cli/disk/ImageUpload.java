package io.sealift.cli.disk;

import io.sealift.copy.SnapshotGeometry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Sends the data of an image's disks to an agent of its region; what lies there sealed already is
 * not sent again.
 */
public final class ImageUpload {
  private final List<DiskFile> disks;
  private final int connections;
  private final Duration patience;
  private final AtomicLong covered = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();

  /** An upload of these disks, in the order of the import's request. */
  public ImageUpload(List<DiskFile> disks, int connections, Duration patience) {
    this.disks = List.copyOf(disks);
    this.connections = connections;
    this.patience = patience;
  }

  /**
   * Sends what is missing.
   *
   * @param progress told how many bytes of the disks are dealt with, zeros included
   * @return per disk the segments that hold data
   */
  public List<BitSet> run(TransferOffer.Source offers, LongConsumer progress)
      throws IOException, InterruptedException {
    TransferOffer first = offers.fetch();
    if (first.disks().size() != disks.size()) {
      throw new IOException("the coordinator's offer is for another number of disks");
    }
    List<BitSet> dataSegments = new ArrayList<>();
    List<SegmentTransfers.Piece> missing = new ArrayList<>();
    for (int disk = 0; disk < disks.size(); disk++) {
      TransferOffer.OfferedDisk offered = first.disks().get(disk);
      SnapshotGeometry geometry = offered.geometry();
      if (geometry.sizeBytes() != disks.get(disk).sizeBytes()) {
        throw new IOException("the coordinator's offer is for a disk of another size");
      }
      dataSegments.add((BitSet) offered.segments().clone());
      for (int segment = 0; segment < geometry.segmentCount(); segment++) {
        if (offered.segments().get(segment)) {
          covered.addAndGet(geometry.segmentLength(segment));
        } else {
          missing.add(new SegmentTransfers.Piece(disk, segment));
        }
      }
    }
    new SegmentTransfers(first, offers, connections, patience)
        .run(
            missing,
            (agent, offered, piece) -> {
              if (send(agent, offered, piece)) {
                BitSet data = dataSegments.get(piece.disk());
                synchronized (data) {
                  data.set(piece.segment());
                }
              }
            },
            () -> progress.accept(covered.get()));
    for (DiskFile disk : disks) {
      disk.requireUnchanged();
    }
    return dataSegments;
  }

  /** How many bytes went over the wire. */
  public long sentBytes() {
    return sent.get();
  }

  private boolean send(
      AgentClient agent, TransferOffer.OfferedDisk offered, SegmentTransfers.Piece piece)
      throws IOException, InterruptedException {
    DiskFile disk = disks.get(piece.disk());
    SnapshotGeometry geometry = offered.geometry();
    int segment = piece.segment();
    BitSet blocks = disk.dataBlocks(geometry, segment);
    if (!blocks.isEmpty()) {
      disk.requireUnchanged();
      long length = blocks.stream().mapToLong(block -> geometry.blockLength(segment, block)).sum();
      try {
        agent.upload(offered, segment, blocks, disk.content(geometry, segment, blocks), length);
      } catch (IOException e) {
        disk.requireUnchanged();
        throw e;
      }
      sent.addAndGet(length);
    }
    covered.addAndGet(geometry.segmentLength(segment));
    return !blocks.isEmpty();
  }
}
