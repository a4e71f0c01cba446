package io.sealift.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.RegionId;
import io.sealift.signature.AccessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterDirectoryTest {
  private static final RegionId A = new RegionId("a");
  private static final RegionId B = new RegionId("b");

  @TempDir Path parent;

  @Test
  void aSecondClusterOnTheSameDirectoryIsRefused() throws IOException {
    try (ClusterDirectory first = ClusterDirectory.open(parent.resolve("d"))) {
      assertThat(first.store(A)).isEqualTo(parent.resolve("d/regions/a/store"));
      assertThatThrownBy(() -> ClusterDirectory.open(parent.resolve("d")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another process");
    }
    ClusterDirectory.open(parent.resolve("d")).close();
  }

  @Test
  void newRegionsAreAddedAndMissingOnesRefused() throws IOException {
    try (ClusterDirectory directory = ClusterDirectory.open(parent.resolve("d"))) {
      directory.settle(List.of(A));
      directory.settle(List.of(A, B));
      assertThat(directory.keyRing(B)).isDirectory();

      assertThatThrownBy(() -> directory.settle(List.of(B)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("regions:")
          .hasMessageContaining("not named: a");
    }
  }

  @Test
  void theClientsFileIsForItsOwnerAlone() throws IOException {
    try (ClusterDirectory directory = ClusterDirectory.open(parent.resolve("d"))) {
      directory.writeClientEnvironment("http://127.0.0.1:1", new AccessKey("id", "secret"));
      directory.writeClientEnvironment("http://127.0.0.1:2", new AccessKey("id", "secret"));
    }
    Path file = parent.resolve("d/client.env");
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "SEALIFT_ENDPOINT=http://127.0.0.1:2",
            "SEALIFT_ACCESS_KEY_ID=id",
            "SEALIFT_ACCESS_KEY_SECRET=secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileInThePlaceOfTheDirectoryIsRefused() throws IOException {
    Path file = Files.createFile(parent.resolve("f"));

    assertThatThrownBy(() -> ClusterDirectory.open(file)).hasMessageContaining("not a directory");
  }

  @Test
  void longNamesOfRegionsStillGiveNamesOfAgents() {
    assertThat(AgentNames.of(A, 1)).hasToString("a-1");
    assertThat(AgentNames.of(new RegionId("r".repeat(40)), 8).value())
        .hasSizeLessThanOrEqualTo(40)
        .endsWith("-8");
  }
}
