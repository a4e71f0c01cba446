package io.sealift.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of an audit log: who may read it, and what becomes of it when a writer is killed. */
class AuditFileTest {
  private static final long LARGE = 1 << 20;

  private final Path file;

  AuditFileTest(@TempDir Path directory) {
    this.file = directory.resolve("logs/audit.jsonl");
  }

  @Test
  void onlyItsOwnerMayReadTheFileAndThoseThatCameBefore() throws IOException {
    try (AuditFile audit = AuditFile.open(file, 10, 3)) {
      audit.append("the first one is full");
      audit.append("so this is in the next");
    }

    for (Path each : List.of(file, numbered(1))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aLineThatAKilledWriterLeftHalfSpoilsNoOther() throws IOException {
    try (AuditFile audit = AuditFile.open(file, LARGE, 3)) {
      audit.append("whole");
    }
    Files.writeString(file, "ha", StandardOpenOption.APPEND);

    try (AuditFile audit = AuditFile.open(file, LARGE, 3)) {
      audit.append("next");
    }

    assertThat(Files.readString(file)).isEqualTo("whole\nha\nnext\n");
  }

  @Test
  void whatAnEarlierWriterWroteStays() throws IOException {
    for (String line : List.of("a", "b")) {
      try (AuditFile audit = AuditFile.open(file, LARGE, 3)) {
        audit.append(line);
      }
    }

    assertThat(Files.readString(file)).isEqualTo("a\nb\n");
  }

  @Test
  void fullFilesAreRenamedAndTheOldestIsDeleted() throws IOException {
    try (AuditFile audit = AuditFile.open(file, 1, 2)) {
      for (String line : List.of("a", "b", "c", "d")) {
        audit.append(line);
      }
    }

    assertThat(Files.readString(file)).isEqualTo("d\n");
    assertThat(Files.readString(numbered(1))).isEqualTo("c\n");
    assertThat(Files.readString(numbered(2))).isEqualTo("b\n");
    assertThat(numbered(3)).doesNotExist();
  }

  @Test
  void recordsOfManyThreadsAreAllThereEachOnItsLine() throws Exception {
    List<String> lines = IntStream.range(0, 400).mapToObj(i -> "line " + i).toList();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (AuditFile audit = AuditFile.open(file, LARGE, 3)) {
      List<Future<Object>> appended = new ArrayList<>();
      for (String line : lines) {
        appended.add(
            threads.submit(
                () -> {
                  audit.append(line);
                  return line;
                }));
      }
      for (Future<Object> each : appended) {
        assertThat(each.get()).isNotNull();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(Files.readAllLines(file, UTF_8)).containsExactlyInAnyOrderElementsOf(lines);
  }

  @Test
  void aWriteThatFailsIsToldEachTime() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "needs a device that is always full");
    try (AuditFile audit = AuditFile.open(full, LARGE, 3)) {
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> audit.append("x")).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void writingGoesOnAsSoonAsItCan() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "needs a device that is always full");
    Files.createDirectories(file.getParent());
    Files.createSymbolicLink(file, full);
    try (AuditFile audit = AuditFile.open(file, LARGE, 3)) {
      assertThatThrownBy(() -> audit.append("lost")).isInstanceOf(IOException.class);
      Files.delete(file);
      audit.append("kept");
    }

    assertThat(Files.readString(file)).isEqualTo("kept\n");
  }

  @Test
  void aFileThatCannotBeMadeIsRefused() throws IOException {
    Files.writeString(Files.createDirectories(file.getParent()).resolve("plain"), "");

    assertThatThrownBy(() -> AuditFile.open(file.resolveSibling("plain").resolve("x"), LARGE, 3))
        .isInstanceOf(IOException.class);
  }

  private Path numbered(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }
}
