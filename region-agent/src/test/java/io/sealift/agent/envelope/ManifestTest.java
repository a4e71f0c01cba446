package io.sealift.agent.envelope;

import static io.sealift.agent.envelope.SealedSegments.CONTEXT;
import static io.sealift.agent.envelope.SealedSegments.blocks;
import static io.sealift.agent.envelope.SealedSegments.salt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  private final DataKey key = SealedSegments.key(1);

  static Manifest manifest() {
    DataKey key = SealedSegments.key(1);
    return new Manifest(
        new RegionId("region-a"),
        new SnapshotId("s-1"),
        CONTEXT,
        new WrappedKey(new KeyId("key-1"), 1, "AAAA"),
        List.of(
            SealedSegments.seal(key, CONTEXT, 0, salt(1), blocks(0, 3)).receipt(),
            SealedSegments.seal(key, CONTEXT, 1, salt(2), blocks(2)).receipt()),
        Optional.of(
            new Lineage(
                new SourceSnapshot(
                    new RegionId("region-b"), new SnapshotId("s-0"), new SealId("c-0")),
                new CopyJobId(CopyJobId.PREFIX + "1"))));
  }

  @Test
  void aManifestReadsBackAsItWasWritten() throws EnvelopeException {
    Manifest manifest = manifest();

    assertThat(ManifestCodec.parse(ManifestCodec.encode(manifest, key)).verify(key))
        .isEqualTo(manifest);
  }

  @Test
  void anImportedSnapshotHasNoLineage() throws EnvelopeException {
    Manifest copied = manifest();
    Manifest imported =
        new Manifest(
            copied.region(),
            copied.snapshotId(),
            CONTEXT,
            copied.wrappedKey(),
            List.of(),
            Optional.empty());

    byte[] file = ManifestCodec.encode(imported, key);

    assertThat(new String(file, StandardCharsets.UTF_8)).contains("\"lineage\":null");
    assertThat(ManifestCodec.parse(file).verify(key)).isEqualTo(imported);
  }

  @Test
  void aManifestWithAnyByteOfItAlteredIsRefused() {
    byte[] file = ManifestCodec.encode(manifest(), key);
    for (int at = 0; at < file.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        file[at] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> ManifestCodec.parse(file).verify(key))
            .isInstanceOf(EnvelopeException.class);
        file[at] ^= (byte) (1 << bit);
      }
    }
  }

  @Test
  void aTruncatedOrExtendedManifestIsRefused() {
    byte[] file = ManifestCodec.encode(manifest(), key);
    for (int length :
        new int[] {0, 1, 80, 100, file.length / 2, file.length - 1, file.length + 1}) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> ManifestCodec.parse(cut).verify(key))
          .isInstanceOf(EnvelopeException.class);
    }
  }

  @Test
  void aManifestOfAnotherContentDoesNotVerify() {
    byte[] other = ManifestCodec.encode(manifest(), SealedSegments.key(2));

    assertThatThrownBy(() -> ManifestCodec.parse(other).verify(key))
        .isInstanceOf(TamperedManifestException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"version\":1|\"version\":2|version: must be 1, not 2",
        "sealift-manifest|other-manifest|format: not a manifest",
        "\"segment\":1,|\"segment\":0,|segments: segment 0: out of order or range",
        "\"segment\":1,|\"segment\":2,|segments: segment 2: out of order or range",
        "\"plainBytes\":1000|\"plainBytes\":999|segments: segment 1: sizes do not fit the geometry",
        "\"sealedBlocks\":2|\"sealedBlocks\":9|segments: segment 0: sizes do not fit the geometry",
        "\"region\":\"region-a\"|\"extra\":1,\"region\":\"region-a\"|extra",
        "\"region\":\"region-a\"|\"region\":\"../a\"|region",
        "\"snapshotId\":\"s-1\",||snapshotId",
      })
  void aManifestThatContradictsItselfIsRefusedWithoutAKey(String from, String to, String reason) {
    String file = new String(ManifestCodec.encode(manifest(), key), StandardCharsets.UTF_8);
    String changed = file.replaceFirst(Pattern.quote(from), to == null ? "" : to);
    assertThat(changed).isNotEqualTo(file);

    assertThatThrownBy(() -> ManifestCodec.parse(changed.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ManifestFormatException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void theMostSegmentsFit() throws EnvelopeException {
    SnapshotGeometry geometry = SnapshotGeometry.ofSize((2L << 40) - 1);
    List<SegmentReceipt> receipts = new ArrayList<>();
    for (int segment = 0; segment < geometry.segmentCount(); segment++) {
      long plain = geometry.segmentLength(segment);
      receipts.add(
          new SegmentReceipt(
              segment,
              new AttemptId("a-01234567890123456789"),
              geometry.blocksIn(segment),
              plain,
              plain + SegmentSealer.headLength(geometry, segment),
              "0123456789abcdef".repeat(4)));
    }
    Manifest manifest =
        new Manifest(
            new RegionId("region-a"),
            new SnapshotId("s-1"),
            new SealContext(CONTEXT.sealId(), geometry),
            new WrappedKey(new KeyId("key-1"), 1, "AAAA"),
            receipts,
            Optional.empty());

    byte[] file = ManifestCodec.encode(manifest, key);

    assertThat(file).hasSizeLessThan(ManifestCodec.MAX_LENGTH);
    Manifest read = ManifestCodec.parse(file).verify(key);
    assertThat(read.segments()).hasSize(ManifestCodec.MAX_SEGMENTS);
    assertThat(read.segment(20_000)).contains(receipts.get(20_000));
    assertThat(read.plainBytes()).isEqualTo(geometry.sizeBytes());
  }

  @Test
  void aSegmentWithoutDataIsNotFound() {
    assertThat(manifest().segment(0)).isPresent();
    assertThat(manifest().segment(2)).isEmpty();
  }
}
