package io.sealift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cluster that cannot be started says, and that it leaves nothing behind. */
class UpCommandTest {
  @TempDir Path home;

  @ParameterizedTest
  @CsvSource({
    "foo, 2, --kafka: must be HOST:PORT",
    "foo:port, 2, --kafka: must be HOST:PORT",
    "foo:70000, 2, --kafka: must be HOST:PORT",
    "host.invalid:1, 1, --kafka: cannot reach host.invalid:1: unknown host",
    "127.0.0.1:1, 1, --kafka: cannot reach 127.0.0.1:1: Connection refused"
  })
  void aKafkaThatIsNotThereIsNamedBeforeAnythingIsWritten(
      String kafka, int exitCode, String message) {
    Path directory = home.resolve("cluster");

    CliRun run = CliRun.of(Map.of(), "up", "--dir", directory.toString(), "--kafka", kafka);

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).contains(message);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(directory).doesNotExist();
  }

  @Test
  void aKafkaOnAnotherMachineIsNotReachedInTheClearUnlessTold() throws Exception {
    Path directory = home.resolve("cluster");
    try (ServerSocket broker = new ServerSocket(0)) {
      String kafka = "0.0.0.0:" + broker.getLocalPort();

      CliRun run = CliRun.of(Map.of(), "up", "--dir", directory.toString(), "--kafka", kafka);

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .startsWith(
              "sealift: --kafka: %s would be reached in the clear: say --kafka-clear-text"
                  .formatted(kafka));
      assertThat(directory).doesNotExist();
    }
  }

  @Test
  void aRegionsNameIsRefusedByTheOptionsName() {
    CliRun run =
        CliRun.of(Map.of(), "up", "--dir", home.resolve("c").toString(), "--regions", "A b");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("sealift: --regions: 'A b': region id must be 1 to 40");
  }
}
