package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.ClientSettings;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs commands of the program to their end, as a user with {@code SEALIFT_DIR} set does. */
final class Terminal {
  private static final Duration API_PATIENCE = Duration.ofSeconds(30);

  private final Path outputs;
  private final Map<String, String> environment;

  /** A terminal where this cluster directory is named. */
  Terminal(Path outputs, Path clusterDirectory) {
    this(outputs, Map.of("SEALIFT_DIR", clusterDirectory.toString()));
  }

  Terminal(Path outputs, Map<String, String> environment) {
    this.outputs = outputs;
    this.environment = Map.copyOf(environment);
  }

  /** How a command ended. */
  record Ended(int exitCode, String out, String err) {
    /** Standard output as the one JSON object that it must be. */
    JsonNode json() {
      try {
        assertThat(exitCode).as(err).isZero();
        assertThat(out.strip().lines()).as("one line").hasSize(1);
        return StrictJson.mapper().readTree(out);
      } catch (IOException e) {
        throw new UncheckedIOException(out, e);
      }
    }
  }

  Ended run(String... arguments) {
    try (SealiftProcess process = start(arguments)) {
      int code = process.awaitExit();
      return new Ended(code, process.out(), process.err());
    }
  }

  /** Runs with {@code --json}; it must end well. */
  JsonNode json(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--json");
    return run(line.toArray(String[]::new)).json();
  }

  /** What the API answers to whoever has this terminal's environment. */
  JsonNode get(String path) {
    try {
      return new RestClient(ClientSettings.find(environment, Optional.empty()), API_PATIENCE)
          .get(path, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (CommandFailure e) {
      throw new IllegalStateException(e);
    }
  }

  SealiftProcess start(String... arguments) {
    return SealiftProcess.start(outputs, environment, List.of(arguments));
  }
}
