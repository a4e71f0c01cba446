package io.sealift.cli.disk;

import io.sealift.copy.SnapshotGeometry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Receives one disk of an image into a sparse file. The file has its final size from the start and
 * is complete only when {@link #run} returns; an interrupted download goes on where it stopped.
 */
public final class DiskDownload {
  private final Path partFile;
  private final int connections;
  private final Duration patience;
  private final AtomicLong covered = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  /** A download into this file, with its state in a file beside it. */
  public DiskDownload(Path partFile, int connections, Duration patience) {
    this.partFile = partFile;
    this.connections = connections;
    this.patience = patience;
  }

  /**
   * Receives what is missing of the offer's disk with this number.
   *
   * @param progress told how many bytes of the disk are dealt with, and how many there are
   */
  public void run(int diskNumber, TransferOffer.Source offers, Progress progress)
      throws IOException, InterruptedException {
    TransferOffer first = offers.fetch();
    if (diskNumber >= first.disks().size()) {
      throw new IOException("the image has only %d disks".formatted(first.disks().size()));
    }
    TransferOffer.OfferedDisk disk = first.disks().get(diskNumber);
    SnapshotGeometry geometry = disk.geometry();
    ExportState state = ExportState.open(stateFile(), disk);
    if (!Files.exists(partFile) || state.isEmpty()) {
      Files.deleteIfExists(partFile);
      state.delete();
      state = ExportState.open(stateFile(), disk);
    }
    try (RandomAccessFile part = new RandomAccessFile(partFile.toFile(), "rw")) {
      part.setLength(geometry.sizeBytes());
    }
    LongConsumer shown = done -> progress.report(done, geometry.sizeBytes());
    receive(diskNumber, first, offers, state, shown);
    state.delete();
  }

  /** Where a download has come to. */
  @FunctionalInterface
  public interface Progress {
    /** Bytes of the disk dealt with, zeros included, of all. */
    void report(long done, long total);
  }

  /** How many bytes came over the wire. */
  public long receivedBytes() {
    return received.get();
  }

  /** Forgets an unfinished download. */
  public void discard() throws IOException {
    Files.deleteIfExists(partFile);
    Files.deleteIfExists(stateFile());
  }

  private Path stateFile() {
    return partFile.resolveSibling(partFile.getFileName() + ".state");
  }

  private void receive(
      int diskNumber,
      TransferOffer first,
      TransferOffer.Source offers,
      ExportState state,
      LongConsumer shown)
      throws IOException, InterruptedException {
    TransferOffer.OfferedDisk disk = first.disks().get(diskNumber);
    List<SegmentTransfers.Piece> missing = new ArrayList<>();
    for (int segment = 0; segment < disk.geometry().segmentCount(); segment++) {
      if (disk.segments().get(segment) && !state.contains(segment)) {
        missing.add(new SegmentTransfers.Piece(diskNumber, segment));
      } else {
        covered.addAndGet(disk.geometry().segmentLength(segment));
      }
    }
    try (FileChannel part = FileChannel.open(partFile, StandardOpenOption.WRITE);
        StallGuard guard = new StallGuard(AgentClient.STALL_LIMIT)) {
      new SegmentTransfers(first, offers, connections, patience)
          .run(
              missing,
              (agent, offered, piece) -> {
                fetch(agent, offered, piece.segment(), part, guard);
                state.add(piece.segment());
              },
              () -> shown.accept(covered.get()));
      part.force(true);
    }
  }

  private void fetch(
      AgentClient agent,
      TransferOffer.OfferedDisk disk,
      int segment,
      FileChannel part,
      StallGuard guard)
      throws IOException, InterruptedException {
    AtomicLong shown = new AtomicLong();
    long covers = 0;
    try {
      AgentClient.ReceivedSegment answer = agent.download(disk, segment).orElse(null);
      if (answer != null) {
        try (answer;
            StallGuard.Watch watch = guard.watch(answer.content())) {
          LongConsumer moved =
              bytes -> {
                watch.moved();
                received.addAndGet(bytes);
                shown.addAndGet(bytes);
                covered.addAndGet(bytes);
              };
          write(disk.geometry(), segment, answer, part, moved);
        }
        part.force(false);
      }
      covers = disk.geometry().segmentLength(segment);
    } finally {
      // What was shown while it moved is replaced by what became of it.
      covered.addAndGet(covers - shown.get());
    }
  }

  private void write(
      SnapshotGeometry geometry,
      int segment,
      AgentClient.ReceivedSegment answer,
      FileChannel part,
      LongConsumer moved)
      throws IOException {
    BitSet blocks = answer.blocks();
    InputStream content = answer.content();
    byte[] buffer = new byte[geometry.blockSizeBytes()];
    for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
      int length = geometry.blockLength(segment, block);
      if (content.readNBytes(buffer, 0, length) < length) {
        throw new EOFException("the agent ended segment %d early".formatted(segment));
      }
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
      long position = geometry.segmentOffset(segment) + (long) block * geometry.blockSizeBytes();
      while (bytes.hasRemaining()) {
        part.write(bytes, position + length - bytes.remaining());
      }
      moved.accept(length);
    }
    if (content.read() >= 0) {
      throw new IOException("the agent sent more than segment %d holds".formatted(segment));
    }
  }
}
