package io.sealift.protocol;

import io.sealift.copy.AttemptId;
import java.util.regex.Pattern;

/**
 * What is reported of one sealed segment file, durable in its region's store.
 *
 * @param segment the segment's number
 * @param attempt whose file it is
 * @param sealedBlocks how many blocks hold data; the others are zero and not stored
 * @param plainBytes how many bytes those blocks hold when opened
 * @param storedBytes the file's length
 * @param digest SHA-256 over the segment's head (header, block table, table tag), 64 hexadecimal
 *     digits
 */
public record SegmentReceipt(
    int segment,
    AttemptId attempt,
    int sealedBlocks,
    long plainBytes,
    long storedBytes,
    String digest) {
  private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");

  public SegmentReceipt {
    if (segment < 0 || sealedBlocks < 1 || plainBytes < 1 || storedBytes < plainBytes) {
      throw new IllegalArgumentException(
          "segment receipt out of range: segment %d, %d blocks, %d bytes plain, %d stored"
              .formatted(segment, sealedBlocks, plainBytes, storedBytes));
    }
    if (!SHA256_HEX.matcher(digest).matches()) {
      throw new IllegalArgumentException("segment digest must be 64 hexadecimal digits");
    }
  }
}
