package io.sealift.agent.envelope;

import static io.sealift.agent.envelope.SealedSegments.CONTEXT;
import static io.sealift.agent.envelope.SealedSegments.blocks;
import static io.sealift.agent.envelope.SealedSegments.plain;
import static io.sealift.agent.envelope.SealedSegments.salt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.agent.envelope.SealedSegments.SealedFile;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TamperedSegmentTest {
  private final DataKey key = SealedSegments.key(1);
  private final SealedFile file = SealedSegments.seal(key, CONTEXT, 0, salt(1), blocks(1, 2, 5));

  /** Opens a whole file as a reader must: the head, every block, and not a byte more. */
  private static void openAll(
      DataKey key, SealContext context, int segment, byte[] bytes, int headLength)
      throws EnvelopeException {
    SegmentHead head = SegmentHead.parse(Arrays.copyOf(bytes, Math.min(headLength, bytes.length)));
    head.requireFits(context, segment);
    if (head.fileLength() != bytes.length) {
      throw new SegmentFormatException("file has a wrong length");
    }
    try (SegmentOpener opener = new SegmentOpener(key, context, head)) {
      byte[] opened = new byte[context.geometry().blockSizeBytes()];
      for (int block = 0; block < head.blockCount(); block++) {
        if (head.isSealed(block)) {
          opener.open(block, bytes, (int) head.offset(block), opened, 0);
        }
      }
    }
  }

  private void assertDoesNotOpen(byte[] bytes) {
    assertThatThrownBy(() -> openAll(key, CONTEXT, 0, bytes, 4096))
        .isInstanceOf(EnvelopeException.class);
  }

  @Test
  void theFileItselfOpens() throws EnvelopeException {
    openAll(key, CONTEXT, 0, file.bytes(), 4096);
  }

  @Test
  void aFileWithAnyByteOfItAlteredDoesNotOpen() {
    byte[] bytes = file.bytes().clone();
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] ^= (byte) (1 << at % 8);
      assertDoesNotOpen(bytes);
      bytes[at] = file.bytes()[at];
    }
  }

  @Test
  void anAlteredBlockIsNamedAndNoneOfItsBytesComeOut() throws EnvelopeException {
    SegmentHead head = SegmentHead.parse(file.head());
    try (SegmentOpener opener = new SegmentOpener(key, CONTEXT, head)) {
      byte[] opened = new byte[4096 + 2];
      Arrays.fill(opened, (byte) 7);
      byte[] bytes = file.bytes().clone();
      bytes[(int) head.offset(5) + 4095] ^= 1;

      assertThatThrownBy(() -> opener.open(5, bytes, (int) head.offset(5), opened, 1))
          .isInstanceOfSatisfying(
              TamperedBlockException.class,
              refusal ->
                  assertThat(List.of(refusal.segment(), refusal.block())).containsExactly(0, 5))
          .hasMessage("cannot open block 5 of segment 0: tag mismatch");

      assertThat(opened).startsWith(7).endsWith(7);
      assertThat(Arrays.copyOfRange(opened, 1, 4097)).containsOnly(0);
      opener.open(5, file.bytes(), (int) head.offset(5), opened, 1);
      assertThat(Arrays.copyOfRange(opened, 1, 4097)).isEqualTo(plain(CONTEXT, 0, 5));
    }
  }

  @ParameterizedTest
  @EnumSource(AeadEngine.class)
  void noEngineReleasesBytesOfAnAlteredBlock(AeadEngine engine) throws EnvelopeException {
    SegmentHead head = SegmentHead.parse(file.head());
    try (SegmentOpener opener = new SegmentOpener(key, CONTEXT, head, engine)) {
      byte[] opened = new byte[4096];
      byte[] bytes = file.bytes().clone();
      for (int at = 0; at < 4096; at += 61) {
        bytes[(int) head.offset(1) + at] ^= 1;
        assertThatThrownBy(() -> opener.open(1, bytes, (int) head.offset(1), opened, 0))
            .isInstanceOf(TamperedBlockException.class);
        bytes[(int) head.offset(1) + at] ^= 1;
        assertThat(opened).containsOnly(0);
      }
    }
  }

  @Test
  void aTruncatedOrExtendedFileDoesNotOpen() {
    for (int length :
        new int[] {
          0, 1, 63, 64, 4095, 4096, 4097, file.bytes().length - 1, file.bytes().length + 1
        }) {
      assertDoesNotOpen(Arrays.copyOf(file.bytes(), length));
    }
  }

  @Test
  void swappedBlocksDoNotOpen() {
    byte[] bytes = file.bytes().clone();
    System.arraycopy(file.bytes(), 4096, bytes, 8192, 4096);
    System.arraycopy(file.bytes(), 8192, bytes, 4096, 4096);
    assertDoesNotOpen(bytes);

    // Nor with their table entries swapped along.
    int one = SegmentFormat.entryOffset(1);
    System.arraycopy(file.bytes(), one, bytes, one + 24, 24);
    System.arraycopy(file.bytes(), one + 24, bytes, one, 24);
    assertDoesNotOpen(bytes);
  }

  @Test
  void aBlockOfAnotherAttemptDoesNotOpen() {
    SealedFile older = SealedSegments.seal(key, CONTEXT, 0, salt(2), blocks(1, 2, 5));
    byte[] bytes = file.bytes().clone();
    System.arraycopy(older.bytes(), 4096, bytes, 4096, 4096);
    assertDoesNotOpen(bytes);

    // Nor with its table entry.
    System.arraycopy(
        older.bytes(), SegmentFormat.entryOffset(1), bytes, SegmentFormat.entryOffset(1), 24);
    assertDoesNotOpen(bytes);
  }

  @Test
  void theHeadOfAnotherAttemptDoesNotFitTheBlocks() {
    SealedFile older = SealedSegments.seal(key, CONTEXT, 0, salt(2), blocks(1, 2, 5));
    byte[] bytes = file.bytes().clone();
    System.arraycopy(older.bytes(), 0, bytes, 0, 4096);
    assertDoesNotOpen(bytes);
  }

  @Test
  void aWholeFileOfAnotherAttemptIsNotTheOneOfTheReceipt() throws EnvelopeException {
    SealedFile older = SealedSegments.seal(key, CONTEXT, 0, salt(2), blocks(1, 2, 5));

    SegmentHead.parse(file.head()).requireIs(file.receipt());

    assertThatThrownBy(() -> SegmentHead.parse(older.head()).requireIs(file.receipt()))
        .isInstanceOf(TamperedSegmentException.class)
        .hasMessage("segment 0 of c-0123456789abcdef is not the file of attempt a-1");
  }

  @Test
  void anotherSegmentDoesNotStandInForThisOne() {
    SealContext even =
        new SealContext(CONTEXT.sealId(), new SnapshotGeometry(16 * 4096, 4096, 8 * 4096));
    SealedFile other = SealedSegments.seal(key, even, 1, salt(1), blocks(1, 2));

    assertThatThrownBy(() -> openAll(key, even, 0, other.bytes(), 4096))
        .isInstanceOf(SegmentFormatException.class);

    // Nor when its header is forged.
    byte[] forged = other.bytes().clone();
    forged[SegmentHeadParser.SEGMENT_OFFSET + 3] = 0;
    assertThatThrownBy(() -> openAll(key, even, 0, forged, 4096))
        .isInstanceOf(TamperedSegmentException.class);
  }

  @Test
  void aFileOfAnotherContentOrGeometryDoesNotOpen() {
    SnapshotGeometry cut = CONTEXT.geometry();
    for (SealContext other :
        List.of(
            new SealContext(new SealId("c-other"), cut),
            new SealContext(
                CONTEXT.sealId(), new SnapshotGeometry(cut.sizeBytes() + 1, 4096, 8 * 4096)),
            new SealContext(
                CONTEXT.sealId(), new SnapshotGeometry(cut.sizeBytes() + 8192, 4096, 8 * 4096)),
            new SealContext(
                CONTEXT.sealId(), new SnapshotGeometry(cut.sizeBytes(), 4096, 9 * 4096)),
            new SealContext(
                CONTEXT.sealId(), new SnapshotGeometry(cut.sizeBytes(), 8192, 8 * 4096)))) {
      assertThatThrownBy(() -> openAll(key, other, 0, file.bytes(), 4096))
          .isInstanceOf(EnvelopeException.class);
    }
  }

  @Test
  void anotherDataKeyIsToldByTheCommitmentBeforeABlockIsOpened() throws EnvelopeException {
    SegmentHead head = SegmentHead.parse(file.head());

    assertThatThrownBy(() -> new SegmentOpener(SealedSegments.key(2), CONTEXT, head))
        .isInstanceOf(TamperedSegmentException.class)
        .hasMessageContaining("not sealed under this data key");
  }

  @Test
  void aBlockThatTheTableCallsZeroIsNotOpened() throws EnvelopeException {
    SegmentHead head = SegmentHead.parse(file.head());
    try (SegmentOpener opener = new SegmentOpener(key, CONTEXT, head)) {
      assertThatThrownBy(() -> opener.open(0, file.bytes(), 4096, new byte[4096], 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aChecksumFindsEveryAlteredByteOfABlockWithoutAKey() throws EnvelopeException {
    SegmentHead head = SegmentHead.parse(file.head());
    byte[] bytes = file.bytes().clone();
    assertThat(head.matches(1, bytes, 4096, 4096)).isTrue();

    for (int at = 4096; at < 8192; at++) {
      bytes[at] ^= 1;
      assertThat(head.matches(1, bytes, 4096, 4096)).isFalse();
      bytes[at] ^= 1;
    }
    assertThat(head.matches(1, bytes, 4096, 4095)).isFalse();
    assertThat(head.matches(0, bytes, 4096, 0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 7, 20, 23, 8, 11, 16, 19})
  void aHeaderOfAnotherVersionOrShapeIsRefusedWithoutAKey(int at) {
    byte[] head = file.head();
    head[at] ^= (byte) 0x80;

    assertThatThrownBy(() -> SegmentHead.parse(head)).isInstanceOf(SegmentFormatException.class);
  }
}
