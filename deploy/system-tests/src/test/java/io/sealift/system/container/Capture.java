package io.sealift.system.container;

import io.sealift.system.process.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Records a network interface with tcpdump. */
final class Capture {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PROGRAM = "tcpdump";

  private Capture() {}

  /** Whether there is the program, and the right to use it. */
  static boolean isPossible() {
    return System.getProperty("user.name").equals("root")
        && InstalledProgram.find(PROGRAM).isPresent();
  }

  /** Records into a file all that passes while something is done, and gives what that gives. */
  static <T> T during(String networkInterface, Path file, Supplier<T> deed)
      throws IOException, InterruptedException {
    Files.deleteIfExists(file);
    Path said = Files.createTempFile(PROGRAM, ".txt");
    Process process =
        new ProcessBuilder(
                PROGRAM, "-i", networkInterface, "-B", "65536", "-Z", "root", "-w", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      Awaitility.await(PROGRAM)
          .atMost(PATIENCE)
          .until(() -> Files.readString(said).contains("listening on"));
      return deed.get();
    } finally {
      process.destroy();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.delete(said);
    }
  }
}
