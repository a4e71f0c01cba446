package io.sealift.agent.envelope;

import static io.sealift.agent.envelope.SealedSegments.CONTEXT;
import static io.sealift.agent.envelope.SealedSegments.blocks;
import static io.sealift.agent.envelope.SealedSegments.plain;
import static io.sealift.agent.envelope.SealedSegments.salt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.agent.envelope.SealedSegments.SealedFile;
import io.sealift.copy.AttemptId;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentSealerTest {
  private final DataKey key = SealedSegments.key(1);

  @ParameterizedTest
  @EnumSource(AeadEngine.class)
  void everySealedBlockOpensToItsPlainBytes(AeadEngine engine) throws EnvelopeException {
    // Given
    BitSet sealed = blocks(0, 2, 3, 7);
    SealedFile file = SealedSegments.seal(key, CONTEXT, 0, salt(1), sealed, engine);
    SegmentHead head = SegmentHead.parse(file.head());

    // When
    try (SegmentOpener opener = new SegmentOpener(key, CONTEXT, head, engine)) {
      for (int block = 0; block < head.blockCount(); block++) {
        assertThat(head.isSealed(block)).isEqualTo(sealed.get(block));
        if (sealed.get(block)) {
          byte[] opened = new byte[head.storedLength(block)];
          int length = opener.open(block, file.bytes(), (int) head.offset(block), opened, 0);

          // Then
          assertThat(length).isEqualTo(opened.length);
          assertThat(opened).isEqualTo(plain(CONTEXT, 0, block));
        }
      }
    }
  }

  @Test
  void bothEnginesWriteTheSameBytes() {
    SealedFile byBouncyCastle =
        SealedSegments.seal(
            key, CONTEXT, 1, salt(1), blocks(0, 2), AeadEngine.BOUNCY_CASTLE_NATIVE);
    SealedFile byJdk = SealedSegments.seal(key, CONTEXT, 1, salt(1), blocks(0, 2), AeadEngine.JDK);

    assertThat(byBouncyCastle.bytes()).isEqualTo(byJdk.bytes());
  }

  @Test
  void everyBlockStartsOnAFourKibibyteBoundary() throws EnvelopeException {
    SealedFile file = SealedSegments.seal(key, CONTEXT, 1, salt(1), blocks(1, 2));
    SegmentHead head = SegmentHead.parse(file.head());

    assertThat(head.offset(1)).isEqualTo(4096);
    assertThat(head.offset(2)).isEqualTo(8192);
    assertThat(head.storedLength(2)).isEqualTo(1000);
    assertThat(head.fileLength()).isEqualTo(9192).isEqualTo(file.bytes().length);
  }

  @Test
  void theReceiptSaysWhatTheHeadSays() throws EnvelopeException {
    SealedFile file = SealedSegments.seal(key, CONTEXT, 0, salt(1), blocks(5, 6));

    assertThat(SegmentHead.parse(file.head()).receipt(new AttemptId("a-1")))
        .isEqualTo(file.receipt());
    assertThat(file.receipt().sealedBlocks()).isEqualTo(2);
  }

  @Test
  void anotherSaltGivesOtherCiphertext() {
    SealedFile one = SealedSegments.seal(key, CONTEXT, 0, salt(1), blocks(0));
    SealedFile other = SealedSegments.seal(key, CONTEXT, 0, salt(2), blocks(0));

    assertThat(other.bytes()).isNotEqualTo(one.bytes());
    assertThat(other.receipt().digest()).isNotEqualTo(one.receipt().digest());
  }

  @Test
  void aBlockIsNeverSealedTwice() {
    byte[] plain = plain(CONTEXT, 0, 3);
    byte[] out = new byte[plain.length];
    try (SegmentSealer sealer = new SegmentSealer(key, CONTEXT, 0, salt(1))) {
      sealer.seal(3, plain, 0, plain.length, out, 0);

      assertThatThrownBy(() -> sealer.seal(3, plain, 0, plain.length, out, 0))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> sealer.seal(2, plain, 0, plain.length, out, 0))
          .isInstanceOf(IllegalStateException.class);
      sealer.seal(4, plain, 0, plain.length, out, 0);
    }
  }

  @Test
  void aBlockWhoseSealingFailedIsNotSealedAgain() {
    byte[] plain = plain(CONTEXT, 0, 0);
    try (SegmentSealer sealer = new SegmentSealer(key, CONTEXT, 0, salt(1))) {
      assertThatThrownBy(() -> sealer.seal(0, plain, 0, plain.length, new byte[10], 0))
          .isInstanceOf(RuntimeException.class);

      assertThatThrownBy(() -> sealer.seal(0, plain, 0, plain.length, new byte[plain.length], 0))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aFinishedSegmentTakesNoMoreBlocks() {
    byte[] plain = plain(CONTEXT, 0, 0);
    try (SegmentSealer sealer = new SegmentSealer(key, CONTEXT, 0, salt(1))) {
      sealer.seal(0, plain, 0, plain.length, new byte[plain.length], 0);
      byte[] head = sealer.finishHead();

      assertThat(sealer.finishHead()).isEqualTo(head);
      assertThatThrownBy(() -> sealer.seal(1, plain, 0, plain.length, new byte[plain.length], 0))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aSegmentWithoutDataHasNoHead() {
    try (SegmentSealer sealer = new SegmentSealer(key, CONTEXT, 0, salt(1))) {
      assertThatThrownBy(sealer::finishHead).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aBlockOfAWrongLengthIsRefused() {
    try (SegmentSealer sealer = new SegmentSealer(key, CONTEXT, 1, salt(1))) {
      assertThatThrownBy(() -> sealer.seal(2, new byte[4096], 0, 4096, new byte[4096], 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aClosedDataKeySealsNothing() {
    DataKey closed = SealedSegments.key(2);
    closed.close();

    assertThatThrownBy(() -> new SegmentSealer(closed, CONTEXT, 0, salt(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(closed).hasToString("DataKey[redacted]");
  }
}
