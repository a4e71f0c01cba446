package io.sealift.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sealift.agent.image.QemuImg;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.ControlMessage.JobDirectives;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.ExchangeFile;
import io.sealift.protocol.ExportPlan;
import io.sealift.protocol.FileInspection;
import io.sealift.protocol.FoundFile;
import io.sealift.protocol.ImportedDisk;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ProgressMessage.AttemptFailed;
import io.sealift.protocol.ProgressMessage.FilesRead;
import io.sealift.protocol.ProgressMessage.FilesWritten;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.ReadDisk;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.StrictJson;
import io.sealift.protocol.TargetDirective;
import io.sealift.protocol.TaskMessage;
import io.sealift.signature.Acs3Signature;
import io.sealift.ticket.TransferTicket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that come in and go out through an exchange directory, and what is kept out of it. */
class FileTransferTest {
  private static final int DISK_BYTES = 3 << 20;
  private static final SnapshotGeometry GEOMETRY =
      new SnapshotGeometry(DISK_BYTES, 64 << 10, 1 << 20);
  private static final SnapshotId SNAPSHOT = new SnapshotId("s-import");

  @TempDir Path directory;
  private final byte[] disk = new byte[DISK_BYTES];
  private TestCluster cluster;
  private TestRegion north;

  @BeforeEach
  void start() throws Exception {
    // The second of three segments is a hole, and so is the end.
    byte[] data = new byte[100_000];
    new Random(5).nextBytes(data);
    System.arraycopy(data, 0, disk, 0, data.length);
    System.arraycopy(data, 0, disk, 2 << 20, data.length);
    cluster = new TestCluster(directory);
    north = cluster.north;
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static ExchangeFile file(String object, String format) {
    return new ExchangeFile(TestCluster.ACCOUNT, "disks", object, format, Optional.empty());
  }

  private FileInspection.Result inspect(ExchangeFile file) throws Exception {
    HttpResponse<byte[]> answer =
        inspect(
            new FileInspection(
                TestCluster.ACCOUNT, Optional.empty(), Optional.empty(), List.of(file)),
            "");
    assertThat(answer.statusCode()).isEqualTo(200);
    return StrictJson.mapper().readValue(answer.body(), FileInspection.Result.class);
  }

  private HttpResponse<byte[]> inspect(FileInspection wanted, String added) throws Exception {
    byte[] body = StrictJson.mapper().writeValueAsBytes(wanted);
    String ticket =
        cluster.signer.sign(
            new TransferTicket.InspectFiles(
                north.region, Acs3Signature.contentSha256(body), Instant.now().plusSeconds(60)));
    String text = new String(body, StandardCharsets.UTF_8) + added;
    return TestCluster.call(
        north,
        TestCluster.request(north, "/v1/file-inspections", ticket)
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build());
  }

  private ProgressMessage read(FoundFile found) throws Exception {
    SnapshotPlan plan = new SnapshotPlan(SNAPSHOT, GEOMETRY, Optional.empty());
    PreparedSnapshot prepared =
        cluster.prepare(north, CopyMode.IMPORTED, KeyReference.STORAGE, plan, List.of());
    ProgressMessage result =
        north.run(
            new TaskMessage.ReadFiles(
                cluster.head(north), List.of(new ImportedDisk(plan, prepared, found))));
    if (result instanceof FilesRead) {
      cluster.commit(
          north,
          CopyMode.IMPORTED,
          plan,
          prepared,
          north.reporter.published(SegmentSealed.class).stream()
              .map(SegmentSealed::receipt)
              .toList());
    }
    return result;
  }

  private ProgressMessage write(String format) throws Exception {
    return north.run(
        new TaskMessage.WriteFiles(
            cluster.head(north),
            new ExportPlan(TestCluster.ACCOUNT, "disks", "web_m-1", format, List.of(SNAPSHOT))));
  }

  @Test
  void aRawFileIsSealedAndWrittenAgain() throws Exception {
    Files.createDirectories(north.bucket("disks").resolve("web"));
    Files.write(north.bucket("disks").resolve("web/system.raw"), disk);

    FoundFile found = inspect(file("web/system.raw", "raw")).files().get(0);
    FilesRead read = TestCluster.expect(read(found), FilesRead.class);
    FilesWritten written = TestCluster.expect(write("raw"), FilesWritten.class);

    assertThat(found.diskBytes()).isEqualTo(DISK_BYTES);
    assertThat(read.disks()).containsExactly(new ReadDisk(SNAPSHOT, 2));
    assertThat(cluster.exported(north, SNAPSHOT, GEOMETRY)).isEqualTo(disk);
    assertThat(written.names()).containsExactly("web_m-1_system.raw");
    assertThat(written.plainBytes()).isEqualTo(4 * (64 << 10));
    assertThat(Files.readAllBytes(north.bucket("disks").resolve("web_m-1_system.raw")))
        .isEqualTo(disk);
    assertThat(names("disks")).containsExactlyInAnyOrder("web", "web_m-1_system.raw");
  }

  private List<String> names(String bucket) throws Exception {
    try (Stream<Path> files = Files.list(north.bucket(bucket))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aDiskMayBeLargerThanItsFile() throws Exception {
    Files.write(
        north.bucket("disks").resolve("short.raw"), Arrays.copyOf(disk, DISK_BYTES - 70_000));
    ExchangeFile larger =
        new ExchangeFile(
            TestCluster.ACCOUNT, "disks", "short.raw", "raw", Optional.of((long) DISK_BYTES));
    ExchangeFile smaller =
        new ExchangeFile(TestCluster.ACCOUNT, "disks", "short.raw", "raw", Optional.of(4096L));

    FoundFile found = inspect(larger).files().get(0);
    TestCluster.expect(read(found), FilesRead.class);

    assertThat(cluster.exported(north, SNAPSHOT, GEOMETRY)).isEqualTo(disk);
    assertThat(inspect(smaller).problem().map(FileInspection.Problem::kind))
        .contains(FileInspection.Kind.SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qcow2", "vmdk", "vhd"})
  void otherFormatsAreConvertedBothWays(String format) throws Exception {
    assumeTrue(QemuImg.available());
    Files.write(north.bucket("disks").resolve("disk.raw"), disk);
    TestCluster.expect(read(inspect(file("disk.raw", "raw")).files().get(0)), FilesRead.class);
    TestCluster.expect(write(format), FilesWritten.class);
    String name = "web_m-1_system." + format;

    FoundFile found = inspect(file(name, format)).files().get(0);
    SnapshotPlan plan =
        new SnapshotPlan(
            new SnapshotId("s-again"),
            new SnapshotGeometry(found.contentBytes(), 64 << 10, 1 << 20),
            Optional.empty());
    PreparedSnapshot prepared =
        cluster.prepare(north, CopyMode.IMPORTED, KeyReference.STORAGE, plan, List.of());
    north.run(
        new TaskMessage.ReadFiles(
            cluster.head(north), List.of(new ImportedDisk(plan, prepared, found))));
    cluster.commit(
        north,
        CopyMode.IMPORTED,
        plan,
        prepared,
        north.reporter.published(SegmentSealed.class).stream()
            .filter(report -> report.snapshotId().equals(plan.snapshotId()))
            .map(SegmentSealed::receipt)
            .toList());

    // The formats with cylinders round the size up.
    byte[] again = cluster.exported(north, plan.snapshotId(), plan.geometry());
    assertThat(Arrays.copyOf(again, DISK_BYTES)).isEqualTo(disk);
    try (Stream<Path> scratch = Files.list(north.directory.resolve("store/scratch/agent-north"))) {
      assertThat(scratch).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside.raw",
        "web/../../outside.raw",
        "/etc/passwd",
        "./disk.raw",
        "link.raw",
        "folder-link/outside.raw",
        "pipe",
        "folder",
        "nowhere.raw",
        ".hidden.raw",
        "a//b.raw",
        ""
      })
  void noPathLeadsOutOfTheDirectory(String object) throws Exception {
    Path bucket = north.bucket("disks");
    Path outside = Files.write(directory.resolve("outside.raw"), disk);
    Files.createSymbolicLink(bucket.resolve("link.raw"), outside);
    Files.createSymbolicLink(bucket.resolve("folder-link"), directory);
    Files.createDirectory(bucket.resolve("folder"));
    Files.write(bucket.resolve(".hidden.raw"), disk);
    new ProcessBuilder("mkfifo", bucket.resolve("pipe").toString()).start().waitFor();

    assertThat(inspect(file(object, "raw")).problem().map(FileInspection.Problem::kind))
        .contains(FileInspection.Kind.NO_OBJECT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "nowhere", "linked", "Disks", "a/b", ""})
  void noBucketLeadsOutOfTheDirectory(String bucket) throws Exception {
    Files.createSymbolicLink(north.bucket("disks").resolveSibling("linked"), directory);
    Files.write(directory.resolve("outside.raw"), disk);
    ExchangeFile wanted =
        new ExchangeFile(TestCluster.ACCOUNT, bucket, "outside.raw", "raw", Optional.empty());

    assertThat(inspect(wanted).problem().map(FileInspection.Problem::kind))
        .contains(FileInspection.Kind.NO_BUCKET);
    ProgressMessage result =
        north.run(
            new TaskMessage.WriteFiles(
                cluster.head(north),
                new ExportPlan(TestCluster.ACCOUNT, bucket, "m-1", "raw", List.of(SNAPSHOT))));
    assertThat(result).isInstanceOf(AttemptFailed.class);
  }

  @Test
  void aFileOfAnotherFormatIsRefused() throws Exception {
    Files.write(north.bucket("disks").resolve("disk.raw"), disk);

    assertThat(inspect(file("disk.raw", "qcow2")).problem().map(FileInspection.Problem::kind))
        .contains(FileInspection.Kind.FORMAT);
  }

  @Test
  void aFileThatWasChangedSinceItWasInspectedIsNotRead() throws Exception {
    Path path = Files.write(north.bucket("disks").resolve("disk.raw"), disk);
    FoundFile found = inspect(file("disk.raw", "raw")).files().get(0);
    Files.write(path, Arrays.copyOf(disk, DISK_BYTES - 1));

    AttemptFailed failed = TestCluster.expect(read(found), AttemptFailed.class);

    assertThat(failed.code()).isEqualTo(FailureCode.FILE_REFUSED);
    assertThat(failed.reason()).isEqualTo("the file was changed since it was inspected");
    assertThat(north.reporter.published(SegmentSealed.class)).isEmpty();
  }

  @Test
  void aCancelledExportLeavesNothing() throws Exception {
    Files.write(north.bucket("disks").resolve("disk.raw"), disk);
    TestCluster.expect(read(inspect(file("disk.raw", "raw")).files().get(0)), FilesRead.class);
    north
        .services
        .directives()
        .apply(
            new JobDirectives(
                new CopyJobId("j-1"),
                Map.of(
                    north.region,
                    new TargetDirective(TargetDirective.State.CANCELLED, Optional.empty()))));

    AttemptFailed failed = TestCluster.expect(write("raw"), AttemptFailed.class);

    assertThat(failed.code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(names("disks")).containsExactly("disk.raw");
  }

  @Test
  void anInspectionThatItsTicketDoesNotNameIsRefused() throws Exception {
    FileInspection wanted =
        new FileInspection(
            TestCluster.ACCOUNT,
            Optional.of("disks"),
            Optional.of("raw"),
            List.of(file("disk.raw", "raw")));

    assertThat(inspect(wanted, " ").statusCode()).isEqualTo(401);
  }
}
