package io.sealift.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.ManifestPart;
import io.sealift.protocol.ManifestProblem;
import io.sealift.protocol.ProgressMessage.ManifestPage;
import io.sealift.protocol.ProgressMessage.ManifestsRead;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TaskMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent tells of the snapshots in its store, and of which it tells why not. */
class ReadManifestsTest {
  private static final SnapshotGeometry GEOMETRY = new SnapshotGeometry(40_000, 4096, 16_384);
  private static final KeyId KEY = new KeyId("key-9");

  @TempDir Path directory;
  private final byte[] disk = new byte[40_000];
  private TestCluster cluster;

  @BeforeEach
  void start() throws Exception {
    new Random(3).nextBytes(disk);
    cluster = new TestCluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void change(TestRegion region, TaskMessage.KeyAction action) throws Exception {
    region.run(
        new TaskMessage.ChangeKey(
            cluster.head(region),
            action,
            KEY,
            TestCluster.ACCOUNT,
            "",
            Optional.empty(),
            Optional.empty()));
  }

  private List<ManifestPage> read(TestRegion region, Optional<SnapshotId> after) throws Exception {
    int before = region.reporter.published(ManifestPage.class).size();
    TestCluster.expect(
        region.run(new TaskMessage.ReadManifests(cluster.head(region), after)),
        ManifestsRead.class);
    List<ManifestPage> pages = region.reporter.published(ManifestPage.class);
    return pages.subList(before, pages.size());
  }

  private List<ManifestPart> parts(TestRegion region) throws Exception {
    return read(region, Optional.empty()).stream()
        .flatMap(page -> page.snapshots().stream())
        .toList();
  }

  private String problem(TestRegion region, String snapshot) throws Exception {
    List<ManifestPage> pages = read(region, Optional.empty());
    assertThat(pages.stream().flatMap(page -> page.snapshots().stream()))
        .extracting(ManifestPart::snapshotId)
        .doesNotContain(new SnapshotId(snapshot));
    return pages.stream()
        .flatMap(page -> page.problems().stream())
        .filter(problem -> problem.snapshotId().value().equals(snapshot))
        .map(ManifestProblem::reason)
        .findFirst()
        .orElseThrow();
  }

  private static Path snapshot(TestRegion region, String id) {
    return region.directory.resolve("store/snapshots").resolve(id);
  }

  private static List<Path> segments(TestRegion region, String id) throws IOException {
    try (Stream<Path> files = Files.list(snapshot(region, id))) {
      return files.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
    }
  }

  private static Map<Path, Object> files(TestRegion region) throws IOException {
    Map<Path, Object> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(region.directory.resolve("store"))) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        found.put(path, Files.readAttributes(path, "unix:ino,size,lastModifiedTime"));
      }
    }
    return found;
  }

  private List<SegmentReceipt> receipts(TestRegion region, SnapshotId snapshot) {
    return region.reporter.published(SegmentSealed.class).stream()
        .filter(report -> report.snapshotId().equals(snapshot))
        .map(SegmentSealed::receipt)
        .toList();
  }

  @Test
  void aSnapshotIsToldOfAsItWasReportedWhenItWasMade() throws Exception {
    SourceSnapshot source = cluster.imported(cluster.north, "s-b", GEOMETRY, disk);
    change(cluster.south, TaskMessage.KeyAction.CREATE);
    SnapshotPlan copy = new SnapshotPlan(new SnapshotId("s-c"), GEOMETRY, Optional.of(source));
    cluster.copied(
        cluster.south,
        CopyMode.RESEALED,
        KeyReference.of(KEY),
        copy,
        receipts(cluster.north, source.snapshotId()));
    Map<Path, Object> before = files(cluster.south);

    ManifestPart imported = parts(cluster.north).get(0);
    ManifestPart copied = parts(cluster.south).get(0);

    assertThat(imported.plan())
        .isEqualTo(new SnapshotPlan(source.snapshotId(), GEOMETRY, Optional.empty()));
    assertThat(imported.prepared().sealId()).isEqualTo(source.sealId());
    assertThat(imported.key()).isEqualTo(KeyReference.STORAGE);
    assertThat(imported.keyOwner()).isEmpty();
    assertThat(imported.jobId()).isEmpty();
    assertThat(imported.receipts())
        .isEqualTo(receipts(cluster.north, source.snapshotId()))
        .hasSize(3);
    assertThat(copied.plan()).isEqualTo(copy);
    assertThat(copied.key()).isEqualTo(KeyReference.of(KEY));
    assertThat(copied.keyOwner()).contains(TestCluster.ACCOUNT);
    assertThat(copied.jobId()).contains(new CopyJobId("j-1"));
    assertThat(copied.receipts()).isEqualTo(receipts(cluster.south, copy.snapshotId()));
    assertThat(copied.storedBytes())
        .isEqualTo(
            Files.size(snapshot(cluster.south, "s-c").resolve("manifest.json"))
                + copied.receipts().stream().mapToLong(SegmentReceipt::storedBytes).sum());
    assertThat(read(cluster.south, Optional.empty()).get(0).keys())
        .extracting(KeyDescription::keyId)
        .contains(KEY);
    assertThat(files(cluster.south)).isEqualTo(before);
  }

  @Test
  void whatWasToldBeforeIsNotToldAgain() throws Exception {
    cluster.imported(cluster.north, "s-b", GEOMETRY, disk);
    cluster.imported(cluster.north, "s-a", GEOMETRY, disk);

    assertThat(parts(cluster.north))
        .extracting(ManifestPart::snapshotId)
        .containsExactly(new SnapshotId("s-a"), new SnapshotId("s-b"));
    assertThat(
            read(cluster.north, Optional.of(new SnapshotId("s-a"))).stream()
                .flatMap(page -> page.snapshots().stream()))
        .extracting(ManifestPart::snapshotId)
        .containsExactly(new SnapshotId("s-b"));
  }

  @Test
  void aDamagedManifestIsNamedWithItsReason() throws Exception {
    cluster.imported(cluster.north, "s-a", GEOMETRY, disk);
    cluster.imported(cluster.north, "s-good", GEOMETRY, disk);
    Path manifest = snapshot(cluster.north, "s-a").resolve("manifest.json");
    String text = Files.readString(manifest);
    int digit = text.indexOf("\"digest\":\"") + "\"digest\":\"".length();
    char other = text.charAt(digit) == '0' ? '1' : '0';
    byte[] altered =
        (text.substring(0, digit) + other + text.substring(digit + 1))
            .getBytes(StandardCharsets.UTF_8);
    Files.write(manifest, altered);

    assertThat(problem(cluster.north, "s-a"))
        .isEqualTo("cannot verify the manifest of snapshot s-a: not written under this data key");
    assertThat(parts(cluster.north))
        .extracting(ManifestPart::snapshotId)
        .containsExactly(new SnapshotId("s-good"));

    Files.writeString(manifest, text.substring(0, 100));
    assertThat(problem(cluster.north, "s-a")).startsWith("manifest of snapshot s-a: ");
  }

  @Test
  void theFilesOfAnAttemptThatDidNotCommitAreLeftAlone() throws Exception {
    cluster.prepare(
        cluster.north,
        CopyMode.IMPORTED,
        KeyReference.STORAGE,
        new SnapshotPlan(new SnapshotId("s-a"), GEOMETRY, Optional.empty()),
        List.of());
    Files.write(snapshot(cluster.north, "s-a").resolve("00000000-a-1.seg"), new byte[] {1});

    assertThat(problem(cluster.north, "s-a"))
        .isEqualTo("it has no manifest: what was making it did not end");
    assertThat(segments(cluster.north, "s-a")).hasSize(1);
  }

  @Test
  void aManifestOfAnotherRegionIsNotTakenForOnesOwn() throws Exception {
    cluster.imported(cluster.south, "s-a", GEOMETRY, disk);
    Path brought = Files.createDirectory(snapshot(cluster.north, "s-a"));
    Files.copy(
        snapshot(cluster.south, "s-a").resolve("manifest.json"), brought.resolve("manifest.json"));
    cluster.imported(cluster.north, "s-b", GEOMETRY, disk);
    Files.copy(
        snapshot(cluster.north, "s-b").resolve("manifest.json"),
        Files.createDirectory(snapshot(cluster.north, "s-c")).resolve("manifest.json"));

    assertThat(problem(cluster.north, "s-a"))
        .isEqualTo("manifest of snapshot s-a is another snapshot's");
    assertThat(problem(cluster.north, "s-c"))
        .isEqualTo("manifest of snapshot s-c is another snapshot's");
  }

  @Test
  void aManifestWhoseFilesAreNotThereIsNotTrusted() throws Exception {
    cluster.imported(cluster.north, "s-a", GEOMETRY, disk);
    cluster.imported(cluster.north, "s-b", GEOMETRY, disk);
    Files.delete(segments(cluster.north, "s-a").get(1));
    Path shortened = segments(cluster.north, "s-b").get(2);
    byte[] bytes = Files.readAllBytes(shortened);
    Files.write(shortened, Arrays.copyOf(bytes, 5_000));

    assertThat(problem(cluster.north, "s-a"))
        .isEqualTo("cannot open segment 1 of snapshot s-a: it is not there");
    assertThat(problem(cluster.north, "s-b"))
        .isEqualTo(
            "the file of segment 2 has 5000 bytes and should have %d".formatted(bytes.length));
  }

  @Test
  void aSnapshotUnderADisabledKeyIsToldOfOnceTheKeyIsEnabled() throws Exception {
    SourceSnapshot source = cluster.imported(cluster.north, "s-a", GEOMETRY, disk);
    change(cluster.south, TaskMessage.KeyAction.CREATE);
    cluster.copied(
        cluster.south,
        CopyMode.VERBATIM,
        KeyReference.of(KEY),
        new SnapshotPlan(new SnapshotId("s-c"), GEOMETRY, Optional.of(source)),
        receipts(cluster.north, source.snapshotId()));
    change(cluster.south, TaskMessage.KeyAction.DISABLE);
    assertThat(problem(cluster.south, "s-c")).isEqualTo("key key-9 is disabled");

    change(cluster.south, TaskMessage.KeyAction.ENABLE);

    assertThat(parts(cluster.south)).hasSize(1);
  }
}
