package io.sealift.cli.disk;

import io.sealift.copy.SnapshotGeometry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;

/**
 * Which segments of an unfinished export lie on disk for good: a small text file beside it. The
 * first line says of what; each other line is the number of one segment.
 */
final class ExportState {
  private final Path file;
  private final BitSet done;

  private ExportState(Path file, BitSet done) {
    this.file = file;
    this.done = done;
  }

  /** Takes up the state in the file if it is of the same snapshot, else starts a new one. */
  static ExportState open(Path file, TransferOffer.OfferedDisk disk) throws IOException {
    SnapshotGeometry geometry = disk.geometry();
    String head =
        "sealift-export 1 %s %d %d %d"
            .formatted(
                disk.snapshotId(),
                geometry.sizeBytes(),
                geometry.blockSizeBytes(),
                geometry.segmentSizeBytes());
    BitSet done = new BitSet();
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file);
      if (!lines.isEmpty() && lines.get(0).equals(head)) {
        lines.stream()
            .skip(1)
            .filter(line -> line.matches("[0-9]{1,6}"))
            .mapToInt(Integer::parseInt)
            .filter(segment -> segment < geometry.segmentCount())
            .forEach(done::set);
        return new ExportState(file, done);
      }
    }
    Files.writeString(file, head + "\n");
    return new ExportState(file, done);
  }

  synchronized boolean contains(int segment) {
    return done.get(segment);
  }

  /** Notes a segment whose bytes are durable. */
  synchronized void add(int segment) throws IOException {
    done.set(segment);
    Files.write(
        file, (segment + "\n").getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
  }

  synchronized boolean isEmpty() {
    return done.isEmpty();
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
