package io.sealift.benchmark.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What every copier is held to: what it wrote is on the disk, and afterwards it is gone. */
public final class Durable {
  private Durable() {}

  /** Syncs a file, or every file of a tree. */
  public static void sync(Path path) throws IOException {
    for (Path each : tree(path)) {
      try (FileChannel channel = FileChannel.open(each, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Deletes a file or a tree, if it is there. */
  public static void delete(Path path) throws IOException {
    for (Path each : tree(path)) {
      Files.deleteIfExists(each);
    }
  }

  /** Contents before their folders. */
  private static List<Path> tree(Path path) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(path)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
