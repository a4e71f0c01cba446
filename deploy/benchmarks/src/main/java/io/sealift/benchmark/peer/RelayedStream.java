package io.sealift.benchmark.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One TCP stream of {@code socat} from a file to a file, with a relay on its way. */
public final class RelayedStream {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String BUFFER = "262144";

  private RelayedStream() {}

  /** Copies the file; returns once the copy is whole and synced, and deletes it. */
  public static void copy(Path directory, Path file, int port, int relayPort)
      throws IOException, InterruptedException {
    Path output = directory.resolve("streamed");
    List<String> receiver =
        List.of(
            "socat",
            "-b",
            BUFFER,
            "-u",
            "TCP-LISTEN:%d,bind=127.0.0.1,reuseaddr".formatted(port),
            "CREATE:" + output);
    List<String> sender =
        List.of(
            "socat", "-b", BUFFER, "-u", "FILE:" + file, "TCP:127.0.0.2:%d".formatted(relayPort));
    try (Programs.Running receiving = Programs.start(directory, receiver, Map.of())) {
      receiving.awaitListener(port);
      try (Programs.Running sending = Programs.start(directory, sender, Map.of())) {
        sending.await(PATIENCE);
      }
      receiving.await(PATIENCE);
    }
    Durable.sync(output);
    if (Files.size(output) != Files.size(file)) {
      throw new IOException("the stream lost bytes");
    }
    Durable.delete(output);
  }
}
