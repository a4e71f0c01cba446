package io.sealift.agent.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code qemu-img} for conversions: always with the format stated, never through a shell, with
 * limits on time, memory and output. Only for files that {@link ImageInspector} has let through, or
 * that we wrote.
 */
public final class QemuImg {
  private static final String PROGRAM = "qemu-img";
  private static final long MEMORY_BYTES = 4L << 30;
  private static final Duration LEAST_TIME = Duration.ofMinutes(5);
  private static final long SLOWEST_BYTES_PER_SECOND = 10L << 20;
  private static final int MAX_REASON_BYTES = 500;
  private static final long PULSE_MILLIS = 100;
  private static final long METADATA_ALLOWANCE = 1L << 30;

  /** Whether {@code qemu-img} can be run here. */
  public static boolean available() throws InterruptedException {
    return runs(List.of(PROGRAM, "--version"));
  }

  /** What is asked now and then while a conversion runs; it ends the conversion by throwing. */
  public interface Pulse<E extends Exception> {
    /** Called ten times a second. */
    void beat() throws E;
  }

  /** Converts a whole file; the target must not exist and is sparse where the source has zeros. */
  public void convert(
      ImageFormat sourceFormat, Path source, ImageFormat targetFormat, Path target, long sizeBytes)
      throws IOException, InterruptedException {
    convert(new Conversion(sourceFormat, source, targetFormat, target, sizeBytes), QemuImg::goOn);
  }

  private static void goOn() throws IOException {}

  /** One file that becomes another. */
  public record Conversion(
      ImageFormat sourceFormat,
      Path source,
      ImageFormat targetFormat,
      Path target,
      long sizeBytes) {}

  /** The same, with somebody asked now and then whether to go on. */
  public <E extends Exception> void convert(Conversion wanted, Pulse<E> pulse)
      throws IOException, InterruptedException, E {
    List<String> command = new ArrayList<>();
    if (runs(List.of("prlimit", "--version"))) {
      command.add("prlimit");
      command.add("--as=" + MEMORY_BYTES);
      command.add("--core=0");
      command.add("--fsize=" + (wanted.sizeBytes() + METADATA_ALLOWANCE));
      command.add("--");
    }
    command.addAll(
        List.of(
            PROGRAM,
            "convert",
            "-f",
            wanted.sourceFormat().driver(),
            "-O",
            wanted.targetFormat().driver(),
            "--"));
    // An absolute path starts with a slash, so that no part of it is taken for an option or a
    // protocol.
    command.add(wanted.source().toAbsolutePath().toString());
    command.add(wanted.target().toAbsolutePath().toString());
    Duration limit = LEAST_TIME.plusSeconds(wanted.sizeBytes() / SLOWEST_BYTES_PER_SECOND);
    Path errors = Files.createTempFile("sealift-qemu-img", ".log");
    boolean converted = false;
    try {
      run(command, errors, limit, pulse);
      converted = true;
    } finally {
      Files.deleteIfExists(errors);
      if (!converted) {
        Files.deleteIfExists(wanted.target());
      }
    }
  }

  private static <E extends Exception> void run(
      List<String> command, Path errors, Duration limit, Pulse<E> pulse)
      throws IOException, InterruptedException, E {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(errors.toFile())
              .start();
    } catch (IOException e) {
      throw new IOException("qemu-img is not installed; it is needed for qcow2, vmdk and vhd", e);
    }
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (!process.waitFor(PULSE_MILLIS, TimeUnit.MILLISECONDS)) {
        pulse.beat();
        if (System.nanoTime() > deadline) {
          throw new IOException("qemu-img did not end within %d s".formatted(limit.toSeconds()));
        }
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException("qemu-img failed: " + reason(errors));
    }
  }

  private static String reason(Path errors) throws IOException {
    try (InputStream stream = Files.newInputStream(errors)) {
      String text = new String(stream.readNBytes(MAX_REASON_BYTES), StandardCharsets.UTF_8);
      return text.lines().findFirst().orElse("no reason given");
    }
  }

  private static boolean runs(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(10, TimeUnit.SECONDS);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
