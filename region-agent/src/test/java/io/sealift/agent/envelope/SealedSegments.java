package io.sealift.agent.envelope;

import io.sealift.copy.AttemptId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.protocol.SegmentReceipt;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/** Small sealed segments for tests, the same bytes for the same arguments. */
final class SealedSegments {
  static final int BLOCK_BYTES = 4096;

  /** 11 blocks in 2 segments of 8 and 3 blocks; the last block has 1000 bytes. */
  static final SealContext CONTEXT =
      new SealContext(
          new SealId("c-0123456789abcdef"),
          new SnapshotGeometry(10 * BLOCK_BYTES + 1000, BLOCK_BYTES, 8 * BLOCK_BYTES));

  /** A whole segment file and its receipt. */
  @SuppressWarnings("ArrayRecordComponent") // Files are compared by their bytes, never as records.
  record SealedFile(byte[] bytes, SegmentReceipt receipt) {
    byte[] head() {
      return Arrays.copyOf(bytes, (int) (receipt.storedBytes() - receipt.plainBytes()));
    }
  }

  private SealedSegments() {}

  static DataKey key(int seed) {
    byte[] bytes = new byte[DataKey.LENGTH];
    new Random(seed).nextBytes(bytes);
    return DataKey.takeOwnershipOf(bytes);
  }

  static byte[] salt(int seed) {
    byte[] salt = new byte[32];
    new Random(1000 + seed).nextBytes(salt);
    return salt;
  }

  /** The plain bytes of a block. */
  static byte[] plain(SealContext context, int segment, int block) {
    byte[] bytes = new byte[context.geometry().blockLength(segment, block)];
    new Random(31L * segment + block).nextBytes(bytes);
    return bytes;
  }

  static BitSet blocks(int... indexes) {
    BitSet set = new BitSet();
    Arrays.stream(indexes).forEach(set::set);
    return set;
  }

  static SealedFile seal(
      DataKey key, SealContext context, int segment, byte[] salt, BitSet blocks) {
    return seal(key, context, segment, salt, blocks, AeadEngine.best());
  }

  static SealedFile seal(
      DataKey key,
      SealContext context,
      int segment,
      byte[] salt,
      BitSet blocks,
      AeadEngine engine) {
    try (SegmentSealer sealer = new SegmentSealer(key, context, segment, salt, engine)) {
      byte[] file = new byte[(int) (sealer.nextOffset() + context.geometry().segmentSizeBytes())];
      for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
        byte[] plain = plain(context, segment, block);
        sealer.seal(block, plain, 0, plain.length, file, (int) sealer.nextOffset());
      }
      byte[] head = sealer.finishHead();
      System.arraycopy(head, 0, file, 0, head.length);
      return new SealedFile(
          Arrays.copyOf(file, (int) sealer.nextOffset()), sealer.receipt(new AttemptId("a-1")));
    }
  }
}
