package io.sealift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sealift.agent.image.QemuImg;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportAndExportTest {
  private static final int BLOCK = 64 << 10;

  @TempDir Path directory;
  private FakeAgent agent;
  private FakeCoordinator coordinator;

  @BeforeEach
  void start() {
    agent = new FakeAgent(directory);
    coordinator = new FakeCoordinator(agent);
  }

  @AfterEach
  void stop() {
    coordinator.close();
    agent.close();
  }

  @Test
  void anImportSendsTheDataOfAllDisksAndNoZeros() throws IOException {
    Path system = disk("system.raw", 1_000_000, 0, 3, 9);
    Path data = disk("data.raw", 300_001, 2);

    CliRun run = importing(system, "--data-disk", data.toString(), "--request-token", "t1");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.json().path("imageId").asText()).isEqualTo("m-t1");
    assertThat(agent.disk(FakeCoordinator.snapshotId("j-t1", 0)))
        .isEqualTo(Files.readAllBytes(system));
    assertThat(agent.disk(FakeCoordinator.snapshotId("j-t1", 1)))
        .isEqualTo(Files.readAllBytes(data));
    assertThat(agent.received.get()).isEqualTo(4 * BLOCK);
    assertThat(coordinator.completed).containsExactly("j-t1");
    assertThat(lastBody("/v1/imports/j-t1/complete"))
        .contains("\"dataSegments\":[0,2]", "\"dataSegments\":[0]");
  }

  @Test
  void anInterruptedImportGoesOnWithTheSameToken() throws IOException {
    Path system = disk("system.raw", 2 << 20, 0, 5, 9, 13, 17, 21, 25, 29);
    agent.fault = n -> n > 3 ? 403 : 0;
    CliRun broken = importing(system, "--connections", "1");
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.err()).contains("refused on purpose");
    assertThat(directory.resolve("system.raw.sealift-import")).exists();
    int before = agent.received.get();
    agent.fault = n -> 0;

    CliRun run = importing(system);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(coordinator.imports).hasSize(1);
    assertThat(before).isEqualTo(3 * BLOCK);
    assertThat(agent.received.get()).isEqualTo(8 * BLOCK);
    String jobId = run.json().path("jobId").asText();
    assertThat(agent.disk(FakeCoordinator.snapshotId(jobId, 0)))
        .isEqualTo(Files.readAllBytes(system));
    assertThat(directory.resolve("system.raw.sealift-import")).doesNotExist();
  }

  @Test
  void brokenConnectionsExpiredTicketsAndLateReceiptsAreOvercome() throws IOException {
    Path system = disk("system.raw", 1 << 20, 0, 4, 8, 12);
    agent.fault = n -> n == 1 ? -1 : n == 2 ? 401 : n == 4 ? 503 : 0;
    coordinator.refuseComplete.set(2);

    CliRun run = importing(system, "--request-token", "t1");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(agent.disk(FakeCoordinator.snapshotId("j-t1", 0)))
        .isEqualTo(Files.readAllBytes(system));
  }

  @Test
  void aFileThatChangesIsRefusedAndNotCompleted() throws IOException {
    Path system = disk("system.raw", 1 << 20, 0, 4, 8, 12);
    agent.fault =
        n -> {
          if (n == 2) {
            append(system);
          }
          return 0;
        };

    CliRun run = importing(system, "--connections", "1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("changed during the import");
    assertThat(directory.resolve("system.raw.sealift-import")).doesNotExist();
    assertThat(coordinator.completed).isEmpty();
  }

  @Test
  void aRawFileThatLooksOtherwiseIsTakenOnlyWhenItsFormatIsSaid() throws IOException {
    Path system = directory.resolve("guest.raw");
    Files.write(system, new byte[] {'Q', 'F', 'I', (byte) 0xfb, 0, 0, 0, 3});

    CliRun unasked = importing(system);
    CliRun asked = importing(system, "--format", "raw");
    CliRun asQcow2 = importing(system, "--format", "qcow2");

    assertThat(unasked.exitCode()).isEqualTo(4);
    assertThat(unasked.err()).contains("looks like qcow2", "--format raw");
    assertThat(asked.exitCode()).as(asked.err()).isZero();
    assertThat(asQcow2.exitCode()).isEqualTo(4);
  }

  @Test
  void anotherCertificateThanTheNamedOneEndsTheImport() throws IOException {
    Path system = disk("system.raw", 1 << 20, 0);
    try (FakeAgent other = new FakeAgent(Files.createDirectory(directory.resolve("other")))) {
      coordinator.replies.put(
          "POST /v1/imports/j-t1/upload",
          new FakeCoordinator.Reply(
              200,
              ("{\"endpoint\":\"%s\",\"certificateSha256\":\"%s\",\"disks\":[{\"snapshotId\":\"s-t10\",\"geometry\":"
                   + "{\"sizeBytes\":1048576,\"blockSizeBytes\":65536,\"segmentSizeBytes\":262144},"
                   + "\"ticket\":\"ticket-of-s-t10\",\"sealedSegments\":[]}]}")
                  .formatted(agent.endpoint(), other.certificateSha256)));

      CliRun run = importing(system, "--request-token", "t1", "--connections", "1");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("certificate is not the one");
      assertThat(agent.received.get()).isZero();
    }
  }

  @Test
  void anExportIsTheImportedDisk() throws IOException {
    Path system = disk("system.raw", 1_000_001, 0, 3, 9, 15);
    importing(system, "--request-token", "t1");
    Path output = directory.resolve("out.raw");

    CliRun run = exporting("m-t1", output);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.mismatch(system, output)).isEqualTo(-1);
    assertThat(directory.resolve("out.raw.part")).doesNotExist();
    assertThat(exporting("m-t1", output).exitCode()).isEqualTo(4);
    assertThat(exporting("m-t1", output, "--force").exitCode()).isZero();
  }

  @Test
  void whatAnExportCannotDoIsSaidByTheOptionsName() throws IOException {
    importing(disk("system.raw", 1 << 20, 0), "--request-token", "t1");

    CliRun noDisk = exporting("m-t1", directory.resolve("no.raw"), "--disk", "3");
    CliRun noDirectory = exporting("m-t1", directory.resolve("no/x.raw"));

    assertThat(noDisk.exitCode()).isEqualTo(3);
    assertThat(noDisk.err()).contains("--disk: image m-t1 has no disk 3, only 0 to 0");
    assertThat(noDirectory.exitCode()).isEqualTo(3);
    assertThat(noDirectory.err())
        .contains("--output: no such directory: " + directory.resolve("no"))
        .doesNotContain(".part");
  }

  @Test
  void aDefiniteRefusalOfASegmentEndsAnExportAtOnce() throws IOException {
    importing(disk("system.raw", 1 << 20, 0, 4, 8), "--request-token", "t1");
    int afterImport = agent.requests.get();
    agent.refusal = "{\"code\":\"SOURCE_CORRUPT\",\"message\":\"block 2 of segment 1 is bad\"}";
    agent.fault = n -> n == afterImport + 1 ? -1 : 422;

    CliRun run = exporting("m-t1", directory.resolve("out.raw"), "--connections", "1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "sealift: block 2 of segment 1 is bad (SOURCE_CORRUPT)" + System.lineSeparator());
    assertThat(agent.requests.get()).isLessThanOrEqualTo(afterImport + 3);
  }

  @Test
  void aRefusedImportLeavesNothingBehind() throws IOException {
    coordinator.replies.put("POST /v1/imports", FakeCoordinator.error(404, "NOT_FOUND"));

    assertThat(importing(disk("system.raw", 1 << 20, 0)).exitCode()).isEqualTo(3);

    assertThat(directory.resolve("system.raw.sealift-import")).doesNotExist();
  }

  @Test
  void anImportThatIsCancelledBeforeItIsCompleteEnds() throws IOException {
    coordinator.refuseComplete.set(Integer.MAX_VALUE);
    agent.fault =
        n -> {
          coordinator.cancelled.addAll(coordinator.imports.keySet());
          return 0;
        };

    assertThat(importing(disk("system.raw", 1 << 20, 0)).exitCode()).isEqualTo(5);
  }

  @Test
  void anImportThatIsCancelledWhileItSendsLeavesNothingBehind() throws IOException {
    agent.fault =
        n -> {
          coordinator.cancelled.addAll(coordinator.imports.keySet());
          return 409;
        };

    CliRun run = importing(disk("system.raw", 1 << 20, 0));

    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.err()).contains("import CANCELLED");
    assertThat(directory.resolve("system.raw.sealift-import")).doesNotExist();
  }

  @Test
  void anInterruptedExportFetchesOnlyWhatIsMissing() throws IOException {
    Path system = disk("system.raw", 2 << 20, 0, 5, 9, 13, 17, 21, 25, 29);
    importing(system, "--request-token", "t1");
    Path output = directory.resolve("out.raw");
    int afterImport = agent.requests.get();
    agent.fault = n -> n > afterImport + 3 ? 403 : 0;
    assertThat(exporting("m-t1", output, "--connections", "1").exitCode()).isEqualTo(1);
    assertThat(output).doesNotExist();
    agent.fault = n -> 0;

    CliRun run = exporting("m-t1", output);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.json().path("receivedBytes").asLong()).isEqualTo(5 * BLOCK);
    assertThat(Files.mismatch(system, output)).isEqualTo(-1);
  }

  @Test
  void aQcow2GoesInAndOutAsQcow2() throws Exception {
    assumeTrue(QemuImg.available(), "qemu-img is not installed");
    Path raw = disk("system.raw", 1 << 20, 0, 3, 9);
    Path qcow2 = directory.resolve("system.qcow2");
    qemuImg("convert", "-f", "raw", "-O", "qcow2", raw.toString(), qcow2.toString());

    CliRun in = importing(qcow2, "--format", "qcow2", "--request-token", "t1");
    CliRun out = exporting("m-t1", directory.resolve("out.qcow2"), "--format", "qcow2");

    assertThat(in.exitCode()).as(in.err()).isZero();
    assertThat(out.exitCode()).as(out.err()).isZero();
    assertThat(agent.disk(FakeCoordinator.snapshotId("j-t1", 0)))
        .isEqualTo(Files.readAllBytes(raw));
    qemuImg(
        "compare",
        "-f",
        "qcow2",
        "-F",
        "raw",
        directory.resolve("out.qcow2").toString(),
        raw.toString());
    assertThat(directory.resolve("out.qcow2.part")).doesNotExist();
  }

  private CliRun importing(Path file, String... more) {
    String[] fixed = {
      "image", "import", "--json", "--region", "a", "--name", "golden", file.toString()
    };
    return CliRun.of(coordinator.environment(), concat(fixed, more));
  }

  private CliRun exporting(String imageId, Path output, String... more) {
    String[] fixed = {
      "image", "export", "--json", imageId, "--region", "a", "--output", output.toString()
    };
    return CliRun.of(coordinator.environment(), concat(fixed, more));
  }

  private static String[] concat(String[] first, String[] second) {
    String[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private String lastBody(String path) {
    return coordinator.seen.stream()
        .filter(request -> request.pathAndQuery().equals(path))
        .reduce((first, second) -> second)
        .orElseThrow()
        .body();
  }

  /** A file with random data in the named blocks and holes elsewhere. */
  private Path disk(String name, long sizeBytes, int... dataBlocks) throws IOException {
    Path file = directory.resolve(name);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(sizeBytes);
      for (int block : dataBlocks) {
        byte[] bytes = new byte[(int) Math.min(BLOCK, sizeBytes - (long) block * BLOCK)];
        random.nextBytes(bytes);
        disk.seek((long) block * BLOCK);
        disk.write(bytes);
      }
    }
    return file;
  }

  private static void append(Path file) {
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.seek(disk.length());
      disk.write(1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void qemuImg(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(concat(new String[] {"qemu-img"}, arguments))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
