package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * One process of the program, with what the launcher runs on its class path; its output goes to
 * files.
 */
final class SealiftProcess implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String MAIN = "io.sealift.cli.Sealift";
  private static final Path LIBRARY = library();

  private final Process process;
  private final Path out;
  private final Path err;

  private SealiftProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code sealift} with these arguments; its output goes to new files in the directory. */
  static SealiftProcess start(
      Path outputs, Map<String, String> environment, List<String> arguments) {
    return start(outputs, environment, "", MAIN, arguments);
  }

  /** Starts a main class of the tests, which may use the program's classes. */
  static SealiftProcess startTestMain(Path outputs, Class<?> main, List<String> arguments) {
    String classes = Path.of("target", "test-classes").toAbsolutePath().toString();
    return start(outputs, Map.of(), classes + ":", main.getName(), arguments);
  }

  private static SealiftProcess start(
      Path outputs,
      Map<String, String> environment,
      String classes,
      String main,
      List<String> arguments) {
    // A build that runs in the background may have been told to ignore SIGINT, and hands that down.
    List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The second compiler's work does not pay in a process that lives for seconds.
    line.addAll(
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of("-cp", classes + LIBRARY + "/*", main));
    line.addAll(arguments);
    try {
      Path out = Files.createTempFile(outputs, "process", ".out");
      Path err = Files.createTempFile(outputs, "process", ".err");
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().keySet().removeIf(name -> name.startsWith("SEALIFT_"));
      builder.environment().putAll(environment);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      return new SealiftProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + main, e);
    }
  }

  // The build packs the program before it runs these tests; its launcher uses the same folder.
  private static Path library() {
    String named = System.getProperty("sealift.library", "../standalone/target/lib");
    Path library = Path.of(named).toAbsolutePath().normalize();
    assertThat(library).as("the packed program").isDirectory();
    return library;
  }

  /** Waits for a line of standard output that begins so. */
  String awaitLine(String beginning) {
    Awaitility.await("a line " + beginning)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> lineOf(beginning).length() > 0 || !process.isAlive());
    String line = lineOf(beginning);
    assertThat(line).as("a line '%s'; the errors are: %s", beginning, err()).isNotEmpty();
    return line;
  }

  private String lineOf(String beginning) {
    return out().lines().filter(line -> line.startsWith(beginning)).findFirst().orElse("");
  }

  /** Waits for the end and gives the exit code. */
  int awaitExit() {
    try {
      assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
          .as("has ended; %s", err())
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return process.exitValue();
  }

  /** {@code kill -9}, and waits until the process is gone. */
  void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Sends a signal by its short name, as {@code TERM}. */
  void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      assertThat(code).as("kill -%s", name).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Standard output so far. */
  String out() {
    return read(out);
  }

  /** Standard error so far. */
  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit();
  }
}
