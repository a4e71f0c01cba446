package io.sealift.agent.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.agent.envelope.Manifest;
import io.sealift.agent.envelope.SealContext;
import io.sealift.agent.envelope.SegmentSealer;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.ManifestPart;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ProgressMessage.ManifestPage;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.WrappedKey;
import io.sealift.telemetry.Traces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How manifests are cut into messages. */
class ManifestPagesTest {
  private static final RegionId SOUTH = new RegionId("south");
  private static final KeyId KEY = new KeyId("key-1");
  private static final int RECORD_BYTES = 1 << 20;

  private final List<ManifestPage> sent = new ArrayList<>();
  private final ManifestPages pages =
      new ManifestPages(
          new AttemptContext(
              new AttemptContext.Surroundings(
                  new AgentId("south-1"),
                  new TargetDirectives(SOUTH),
                  new ProgressReporter() {
                    @Override
                    public void hint(ProgressMessage message) {}

                    @Override
                    public void publish(ProgressMessage message) {
                      sent.add((ManifestPage) message);
                    }
                  },
                  () -> false),
              new Traces().begin(),
              new TaskHead(new TaskId("t-1"), 1, new CopyJobId("j-1"), SOUTH),
              new AttemptId("a-1"),
              StopPolicy.NEVER));

  private static KeyDescription key(String description) {
    return KeyDescription.unrotated(
        KEY, SOUTH, Optional.empty(), KeyState.ENABLED, description, Instant.EPOCH);
  }

  /** A snapshot whose wrapped key is as long as one may be. */
  private static Manifest manifest(String id, int segments) {
    SnapshotGeometry geometry = new SnapshotGeometry(segments * 4096L, 4096, 4096);
    List<SegmentReceipt> receipts = new ArrayList<>();
    for (int segment = 0; segment < segments; segment++) {
      receipts.add(
          new SegmentReceipt(
              segment,
              new AttemptId("a-" + "x".repeat(32)),
              1,
              4096,
              SegmentSealer.headLength(geometry, segment) + 4096L,
              "ab".repeat(32)));
    }
    return new Manifest(
        SOUTH,
        new SnapshotId(id),
        new SealContext(new SealId("c-1"), geometry),
        new WrappedKey(KEY, 1, "x".repeat(4096)),
        receipts,
        Optional.empty());
  }

  private void add(Manifest manifest) throws ReportFailedException {
    pages.add(manifest, key(KeyReference.STORAGE.value()), 1 + manifest.storedBytes());
  }

  private void assertNoneIsTooLong() {
    JsonMessageCodec<ProgressMessage> codec = JsonMessageCodec.of(ProgressMessage.class);
    assertThat(sent).allMatch(page -> codec.encode(page).length < RECORD_BYTES * 3 / 4);
  }

  @Test
  void aLargeSnapshotGoesInPartsThatFollowEachOther() throws Exception {
    Manifest large = manifest("s-large", 2_500);
    add(manifest("s-a", 700));
    add(large);
    pages.send();

    List<ManifestPart> parts =
        sent.stream()
            .flatMap(page -> page.snapshots().stream())
            .filter(part -> part.snapshotId().equals(large.snapshotId()))
            .toList();
    assertThat(parts).extracting(ManifestPart::from).containsExactly(0, 300, 1_300, 2_300);
    assertThat(parts).extracting(ManifestPart::ends).containsExactly(false, false, false, true);
    assertThat(parts.stream().flatMap(part -> part.receipts().stream()).toList())
        .isEqualTo(large.segments());
    assertThat(parts).extracting(ManifestPart::key).containsOnly(KeyReference.STORAGE);
    assertNoneIsTooLong();
  }

  @Test
  void anEmptyDiskIsOnePartWithoutSegments() throws Exception {
    add(
        new Manifest(
            SOUTH,
            new SnapshotId("s-empty"),
            new SealContext(new SealId("c-1"), new SnapshotGeometry(4096, 4096, 4096)),
            new WrappedKey(KEY, 1, "x"),
            List.of(),
            Optional.empty()));
    pages.send();

    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).snapshots()).singleElement().matches(ManifestPart::ends);
  }

  @Test
  void manySnapshotsKeysAndProblemsAreManyMessages() throws Exception {
    for (int i = 0; i < 100; i++) {
      pages.add(key("\u20ac".repeat(8192)));
    }
    for (int i = 0; i < 100; i++) {
      add(manifest("s-" + i, 20));
      pages.add(new SnapshotId("s-p" + i), "line\n" + "x".repeat(10_000));
    }
    pages.send();

    assertThat(sent.stream().mapToInt(page -> page.keys().size()).sum()).isEqualTo(100);
    assertThat(sent.stream().mapToInt(page -> page.snapshots().size()).sum()).isEqualTo(100);
    assertThat(sent.stream().flatMap(page -> page.problems().stream()))
        .hasSize(100)
        .allMatch(problem -> problem.reason().matches("line\\?x{295}"));
    assertNoneIsTooLong();
  }

  @Test
  void nothingIsNoMessage() throws Exception {
    pages.send();

    assertThat(sent).isEmpty();
  }
}
