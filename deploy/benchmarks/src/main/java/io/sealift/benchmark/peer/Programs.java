package io.sealift.benchmark.peer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starting other programs, and waiting for them within bounds. */
public final class Programs {
  private static final int MAX_COMPLAINT = 300;
  private static final long POLL_MILLIS = 5;
  private static final long LISTEN_SECONDS = 20;

  private Programs() {}

  /** Whether the program is on the path. */
  public static boolean has(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return Arrays.stream((path + ":/usr/sbin:/sbin").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, program)));
  }

  /** Runs a program to its end. */
  public static void run(Path directory, List<String> command, Duration patience)
      throws IOException, InterruptedException {
    run(directory, command, Map.of(), patience);
  }

  /** The same with additions to the environment. */
  public static void run(
      Path directory, List<String> command, Map<String, String> environment, Duration patience)
      throws IOException, InterruptedException {
    try (Running running = start(directory, command, environment)) {
      running.await(patience);
    }
  }

  /** Starts a program. */
  public static Running start(Path directory, List<String> command, Map<String, String> environment)
      throws IOException {
    File output = File.createTempFile("output", ".txt", directory.toFile());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output);
    builder.environment().putAll(environment);
    return new Running(List.of(builder.start()), command, output.toPath());
  }

  /** Starts programs of which each reads what the one before writes. */
  public static Running pipeline(Path directory, List<List<String>> commands) throws IOException {
    File output = File.createTempFile("output", ".txt", directory.toFile());
    List<ProcessBuilder> builders = new ArrayList<>();
    for (List<String> command : commands) {
      builders.add(
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(output)));
    }
    builders.get(builders.size() - 1).redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    return new Running(ProcessBuilder.startPipeline(builders), commands.get(0), output.toPath());
  }

  /** The first line that a program says of its version. */
  public static String version(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    @Nullable Process process = null;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> line.matches(".*\\d.*"))
          .findFirst()
          .orElse(program)
          .strip();
    } catch (IOException e) {
      return program + ", version unknown";
    } finally {
      if (process != null) {
        process.destroy();
      }
    }
  }

  /** Programs that run; closing ends them. */
  public static final class Running implements AutoCloseable {
    private final List<Process> processes;
    private final List<String> command;
    private final Path output;

    private Running(List<Process> processes, List<String> command, Path output) {
      this.processes = processes;
      this.command = command;
      this.output = output;
    }

    /** Waits until all have ended well. */
    public void await(Duration patience) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + patience.toNanos();
      for (Process process : processes) {
        if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw new IOException(command.get(0) + " did not end in time");
        }
      }
      for (Process process : processes) {
        if (process.exitValue() != 0) {
          String said = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
          throw new IOException(
              "%s ended with %d: %s"
                  .formatted(
                      command.get(0),
                      process.exitValue(),
                      said.substring(Math.max(0, said.length() - MAX_COMPLAINT))));
        }
      }
    }

    /** Waits until it listens on a TCP port of this machine, without connecting to it. */
    public void awaitListener(int port) throws IOException, InterruptedException {
      String wanted = ":%04X ".formatted(port);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LISTEN_SECONDS);
      while (System.nanoTime() < deadline && processes.stream().allMatch(Process::isAlive)) {
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
          Path file = Path.of(table);
          if (Files.exists(file)
              && Files.readAllLines(file).stream()
                  .anyMatch(line -> line.contains(wanted) && line.contains(" 0A "))) {
            return;
          }
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      throw new IOException("nobody listens on port " + port);
    }

    @Override
    public void close() throws IOException {
      for (Process process : processes) {
        process.destroyForcibly().onExit().join();
      }
      Files.deleteIfExists(output);
    }
  }
}
