package io.sealift.cli.disk;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A coordinator's leave to move an image's bytes to or from one agent for a while.
 *
 * @param certificateSha256 of the agent's certificate, 64 hexadecimal digits
 */
public record TransferOffer(Endpoint endpoint, String certificateSha256, List<OfferedDisk> disks) {
  private static final int MAX_DISKS = 64;

  public TransferOffer {
    disks = List.copyOf(disks);
    if (disks.isEmpty() || disks.size() > MAX_DISKS) {
      throw new IllegalArgumentException("an offer must name 1 to %d disks".formatted(MAX_DISKS));
    }
  }

  /** Where leave comes from; asked again when the ticket ran out or the agent went away. */
  @FunctionalInterface
  public interface Source {
    /** A fresh offer for the same disks. */
    TransferOffer fetch() throws IOException, InterruptedException;
  }

  /**
   * One disk of the offer.
   *
   * @param segments for an upload those already sealed, for a download those that hold data
   */
  public record OfferedDisk(
      SnapshotId snapshotId, SnapshotGeometry geometry, String ticket, BitSet segments) {
    public OfferedDisk {
      if (segments.length() > geometry.segmentCount()) {
        throw new IllegalArgumentException("the offer names a segment that its disk does not have");
      }
    }
  }

  /**
   * Reads a coordinator's answer.
   *
   * @param segmentsField {@code sealedSegments} or {@code dataSegments}
   */
  public static TransferOffer read(JsonNode answer, String segmentsField) throws IOException {
    try {
      List<OfferedDisk> disks = new ArrayList<>();
      for (JsonNode disk : answer.path("disks")) {
        JsonNode geometry = disk.path("geometry");
        BitSet segments = new BitSet();
        for (JsonNode segment : disk.path(segmentsField)) {
          segments.set(segment.asInt());
        }
        disks.add(
            new OfferedDisk(
                new SnapshotId(disk.path("snapshotId").asText()),
                new SnapshotGeometry(
                    geometry.path("sizeBytes").asLong(),
                    geometry.path("blockSizeBytes").asInt(),
                    geometry.path("segmentSizeBytes").asLong()),
                disk.path("ticket").asText(),
                segments));
      }
      return new TransferOffer(
          Endpoint.parse(answer.path("endpoint").asText()),
          answer.path("certificateSha256").asText(),
          disks);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("cannot read the coordinator's offer: " + e.getMessage(), e);
    }
  }
}
