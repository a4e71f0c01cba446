package io.sealift.agent.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The cipher of one segment file: its key, derived from data key, salt, context and segment number,
 * and the nonces and associated data of its messages. One thread at a time.
 *
 * <pre>
 *   nonce, 12 bytes:  u32 message kind (0 block, 0xFFFFFFFF table) ‖ u64 index of the block on the disk (0 for the table)
 *   data of a block:  header 64 ‖ u64 index on the disk ‖ u32 length ‖ u64 disk size ‖ u64 block count ‖ u64 segment size
 *   data of the table: all bytes before the table tag ‖ u64 disk size ‖ u64 block count ‖ u64 segment size
 * </pre>
 *
 * <p>A fresh salt per attempt makes a fresh key, so nonces need not differ between attempts; within
 * one, a block is sealed at most once. Both is what keeps GCM safe.
 */
final class SegmentKey implements AutoCloseable {
  private static final int TABLE_MESSAGE = 0xFFFFFFFF;
  private static final byte[] SEGMENT_LABEL =
      "sealift/1/segment".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COMMITMENT_LABEL =
      "sealift/1/commitment".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = new byte[0];

  private final SealContext context;
  private final long firstBlock;
  private final byte[] commitment;
  private final AeadCipher cipher;
  private final byte[] blockData;
  private final ByteBuffer blockDataPlace;
  private final byte[] nonce = new byte[AeadCipher.NONCE_LENGTH];
  private final ByteBuffer noncePlace = ByteBuffer.wrap(nonce);

  SegmentKey(DataKey dataKey, SealContext context, int segment, byte[] salt, AeadEngine engine) {
    this.context = context;
    this.firstBlock = context.geometry().firstBlock(segment);
    this.commitment = dataKey.derive(salt, info(COMMITMENT_LABEL, context, segment));
    byte[] key = dataKey.derive(salt, info(SEGMENT_LABEL, context, segment));
    this.cipher = engine.create(key);
    Arrays.fill(key, (byte) 0);
    this.blockData =
        new byte
            [SegmentFormat.HEADER_LENGTH
                + Long.BYTES
                + Integer.BYTES
                + SealContext.GEOMETRY_LENGTH];
    this.blockDataPlace = ByteBuffer.wrap(blockData);
    SegmentFormat.putHeader(blockDataPlace, context, segment);
    blockDataPlace.putLong(0).putInt(0);
    context.encodeGeometry(blockDataPlace);
  }

  /** What shows that a file was sealed under this very key; no secret. */
  byte[] commitment() {
    return commitment;
  }

  /** The cipher, set for one block. */
  AeadCipher forBlock(int block, int length) {
    long diskBlock = firstBlock + block;
    blockDataPlace.putLong(SegmentFormat.HEADER_LENGTH, diskBlock);
    blockDataPlace.putInt(SegmentFormat.HEADER_LENGTH + Long.BYTES, length);
    noncePlace.putInt(0, 0).putLong(Integer.BYTES, diskBlock);
    cipher.begin(nonce, blockData);
    return cipher;
  }

  /** Computes the table tag of a head and writes it in its place. */
  void sealTable(byte[] head, int tableEnd) {
    beginTable(head, tableEnd);
    cipher.seal(NOTHING, 0, 0, NOTHING, 0);
    cipher.copyTag(head, tableEnd);
  }

  /** Whether header, salt, commitment and table are as they were sealed. */
  boolean tableIsGenuine(byte[] head, int tableEnd) {
    beginTable(head, tableEnd);
    byte[] tag = Arrays.copyOfRange(head, tableEnd, tableEnd + SegmentFormat.TAG_LENGTH);
    return cipher.open(NOTHING, 0, 0, tag, NOTHING, 0);
  }

  @Override
  public void close() {
    cipher.close();
  }

  private void beginTable(byte[] head, int tableEnd) {
    ByteBuffer data = ByteBuffer.allocate(tableEnd + SealContext.GEOMETRY_LENGTH);
    data.put(head, 0, tableEnd);
    context.encodeGeometry(data);
    noncePlace.putInt(0, TABLE_MESSAGE).putLong(Integer.BYTES, 0);
    cipher.begin(nonce, data.array());
  }

  private static byte[] info(byte[] label, SealContext context, int segment) {
    ByteBuffer info = ByteBuffer.allocate(label.length + SealContext.LENGTH + Integer.BYTES);
    info.put(label);
    context.encode(info);
    return info.putInt(segment).array();
  }
}
