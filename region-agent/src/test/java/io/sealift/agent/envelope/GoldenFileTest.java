package io.sealift.agent.envelope;

import static io.sealift.agent.envelope.SealedSegments.CONTEXT;
import static io.sealift.agent.envelope.SealedSegments.blocks;
import static io.sealift.agent.envelope.SealedSegments.plain;
import static io.sealift.agent.envelope.SealedSegments.salt;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.agent.envelope.SealedSegments.SealedFile;
import io.sealift.copy.AttemptId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.WrappedKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pins format version 1. The golden files are never edited: a change of the format adds new ones
 * beside them.
 *
 * <p>They were made with data key 00 01 … 1f, salt 20 21 … 3f, seal id {@code c-golden}, a disk of
 * 8292 bytes in blocks of 4096 and segments of 12288; its third block holds the bytes 00 01 … 63,
 * the others are zero.
 */
class GoldenFileTest {
  private static final SealContext GOLDEN =
      new SealContext(new SealId("c-golden"), new SnapshotGeometry(2 * 4096 + 100, 4096, 3 * 4096));

  private final DataKey key = DataKey.takeOwnershipOf(counting(0, 32));

  @ParameterizedTest
  @EnumSource(AeadEngine.class)
  void theGoldenSegmentIsWrittenByteForByte(AeadEngine engine) throws IOException {
    try (SegmentSealer sealer = new SegmentSealer(key, GOLDEN, 0, counting(32, 32), engine)) {
      byte[] file = goldenSegment();
      byte[] ciphertext = new byte[100];
      sealer.seal(2, counting(0, 100), 0, 100, ciphertext, 0);

      assertThat(
              HexFormat.of().formatHex(sealer.finishHead()) + HexFormat.of().formatHex(ciphertext))
          .isEqualTo(HexFormat.of().formatHex(file));
    }
  }

  @Test
  void theGoldenSegmentOpens() throws IOException, EnvelopeException {
    byte[] file = goldenSegment();
    SegmentHead head = SegmentHead.parse(Arrays.copyOf(file, 4096));
    byte[] opened = new byte[100];
    try (SegmentOpener opener = new SegmentOpener(key, GOLDEN, head)) {
      opener.open(2, file, (int) head.offset(2), opened, 0);
    }

    assertThat(opened).isEqualTo(counting(0, 100));
  }

  @Test
  void theGoldenSegmentIsDecodedByThePageAlone() throws IOException, GeneralSecurityException {
    SortedMap<Integer, byte[]> decoded =
        decoder(counting(0, 32), GOLDEN).decodeSegment(0, goldenSegment());

    assertThat(decoded).containsOnlyKeys(2);
    assertThat(decoded.get(2)).isEqualTo(counting(0, 100));
  }

  @Test
  void theGoldenManifestIsWrittenByteForByte() throws IOException, EnvelopeException {
    byte[] golden = read("golden/manifest.v1.json");

    assertThat(new String(ManifestCodec.encode(goldenManifest(), key), StandardCharsets.UTF_8))
        .isEqualTo(new String(golden, StandardCharsets.UTF_8));
    assertThat(ManifestCodec.parse(golden).verify(key)).isEqualTo(goldenManifest());
  }

  @Test
  void theGoldenManifestIsDecodedByThePageAlone() throws IOException, GeneralSecurityException {
    JsonNode body =
        decoder(counting(0, 32), GOLDEN).decodeManifest(read("golden/manifest.v1.json"));

    assertThat(body.get("version").intValue()).isEqualTo(1);
    assertThat(body.at("/segments/0/digest").textValue())
        .isEqualTo(IndependentDecoder.digest(goldenSegment()));
  }

  @Test
  void freshSegmentsAreDecodedByThePageAlone() throws GeneralSecurityException {
    byte[] keyBytes = counting(7, 32);
    DataKey fresh = DataKey.takeOwnershipOf(keyBytes.clone());
    for (int segment = 0; segment < 2; segment++) {
      SealedFile file = SealedSegments.seal(fresh, CONTEXT, segment, salt(segment), blocks(0, 2));

      SortedMap<Integer, byte[]> decoded =
          decoder(keyBytes, CONTEXT).decodeSegment(segment, file.bytes());

      assertThat(decoded).containsOnlyKeys(0, 2);
      assertThat(decoded.get(0)).isEqualTo(plain(CONTEXT, segment, 0));
      assertThat(decoded.get(2)).isEqualTo(plain(CONTEXT, segment, 2));
      assertThat(IndependentDecoder.digest(file.bytes())).isEqualTo(file.receipt().digest());
    }
  }

  private Manifest goldenManifest() throws IOException, EnvelopeException {
    SegmentHead head = SegmentHead.parse(Arrays.copyOf(goldenSegment(), 4096));
    return new Manifest(
        new RegionId("region-a"),
        new SnapshotId("s-golden"),
        GOLDEN,
        new WrappedKey(new KeyId("key-golden"), 1, "AAAA"),
        List.of(head.receipt(new AttemptId("a-golden"))),
        Optional.empty());
  }

  private static IndependentDecoder decoder(byte[] key, SealContext context) {
    SnapshotGeometry cut = context.geometry();
    return new IndependentDecoder(
        key,
        context.sealId().value(),
        cut.sizeBytes(),
        cut.blockSizeBytes(),
        cut.segmentSizeBytes());
  }

  private static byte[] goldenSegment() throws IOException {
    String hex = new String(read("golden/segment.v1.hex"), StandardCharsets.US_ASCII);
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = GoldenFileTest.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no resource " + resource);
      }
      return in.readAllBytes();
    }
  }

  private static byte[] counting(int start, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (start + i);
    }
    return bytes;
  }
}
