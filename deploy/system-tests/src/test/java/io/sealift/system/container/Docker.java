package io.sealift.system.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code docker} program, as an operator calls it, with what it reads from its environment. */
record Docker(Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  Docker {
    environment = Map.copyOf(environment);
  }

  /** How a command ended. */
  record Ended(int exitCode, String out, String err) {}

  /** Whether an engine answers here, and has Compose. */
  static boolean answers() {
    Docker docker = new Docker(Map.of());
    return docker.succeeds("version") && docker.succeeds("compose", "version");
  }

  private boolean succeeds(String... arguments) {
    try {
      return run(List.of(arguments)).exitCode() == 0;
    } catch (UncheckedIOException e) {
      // There is no such program.
      return false;
    }
  }

  /** Standard output of a command that must end well. */
  String call(List<String> arguments) {
    Ended ended = run(arguments);
    if (ended.exitCode() != 0) {
      throw new AssertionError(
          "docker %s ended with %d: %s"
              .formatted(String.join(" ", arguments), ended.exitCode(), ended.err()));
    }
    return ended.out().strip();
  }

  String call(String... arguments) {
    return call(List.of(arguments));
  }

  /** Runs a command to its end, well or not. */
  Ended run(List<String> arguments) {
    List<String> line = new ArrayList<>(List.of("docker"));
    line.addAll(arguments);
    try {
      Path out = Files.createTempFile("docker", ".out");
      Path err = Files.createTempFile("docker", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("docker " + String.join(" ", arguments) + " does not end");
      }
      Ended ended = new Ended(process.exitValue(), text(out), text(err));
      Files.delete(out);
      Files.delete(err);
      return ended;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
