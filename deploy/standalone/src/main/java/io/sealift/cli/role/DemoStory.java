package io.sealift.cli.role;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.agent.image.ImageFormat;
import io.sealift.agent.image.ImageInspector;
import io.sealift.agent.image.ImageRefusedException;
import io.sealift.agent.image.QemuImg;
import io.sealift.cli.terminal.Amounts;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the demonstration does, once its cluster runs: import, copies of four kinds, exports and
 * comparisons.
 */
final class DemoStory {
  private final ClientLine line;
  private final Path work;
  private final Path root;
  private final PrintWriter story;
  private final List<Copy> copies = new ArrayList<>();

  DemoStory(ClientLine line, Path work, Path root, PrintWriter story) {
    this.line = line;
    this.work = work;
    this.root = root;
    this.story = story;
  }

  /** One copy, as it was made. */
  record Copy(String kind, String region, String imageId, boolean equal) {}

  /** What came of it all. */
  record Outcome(
      String imageId, long sizeBytes, long dataBytes, List<Copy> copies, long copyMillis) {
    Outcome {
      copies = List.copyOf(copies);
    }
  }

  Outcome play(Path file, ImageFormat format)
      throws IOException, InterruptedException, CommandFailure {
    Path reference = reference(file, format);
    long started = System.nanoTime();
    JsonNode imported =
        line.run(
            "image",
            "import",
            "--region",
            "a",
            "--name",
            "demo-image",
            "--format",
            format.label(),
            file.toString());
    String source = imported.path("imageId").asText();
    long dataBytes = imported.path("sentBytes").asLong();
    say(
        "imported %s of data in a disk of %s, %s"
            .formatted(
                Amounts.bytes(dataBytes),
                Amounts.bytes(Files.size(reference)),
                rate(dataBytes, started)));
    String keyOfA = line.run("key", "create", "--region", "a").path("keyId").asText();
    String keyOfB = line.run("key", "create", "--region", "b").path("keyId").asText();

    long copying = System.nanoTime();
    JsonNode first =
        line.run(
            "image",
            "copy",
            source,
            "--region",
            "a",
            "--to",
            "b",
            "--to",
            "c=alias/acs/ecs",
            "--to",
            "a=" + keyOfA,
            "--name",
            "demo-copy",
            "--wait");
    say("3 targets, %s in all".formatted(rate(3 * dataBytes, copying)));
    JsonNode second =
        line.run(
            "image",
            "copy",
            source,
            "--region",
            "a",
            "--to",
            "b=" + keyOfB,
            "--name",
            "demo-sealed",
            "--wait");
    long copyMillis = Duration.ofNanos(System.nanoTime() - copying).toMillis();

    compare("the source itself", "a", source, reference);
    compare("plain copy, verbatim", "b", imageIn(first, "b"), reference);
    compare("under the region's service key", "c", imageIn(first, "c"), reference);
    compare("same region, under a customer key", "a", imageIn(first, "a"), reference);
    compare("under a customer key", "b", imageIn(second, "b"), reference);
    conclude();
    return new Outcome(source, Files.size(reference), dataBytes, copies, copyMillis);
  }

  /** The bytes that every copy must have. */
  private Path reference(Path file, ImageFormat format)
      throws IOException, InterruptedException, CommandFailure {
    if (format == ImageFormat.RAW) {
      return file;
    }
    try {
      long sizeBytes = new ImageInspector().inspect(file, format).sizeBytes();
      Path raw = work.resolve("reference.raw");
      Files.deleteIfExists(raw);
      new QemuImg().convert(format, file, ImageFormat.RAW, raw, sizeBytes);
      return raw;
    } catch (ImageRefusedException e) {
      throw new CommandFailure(
          ExitCode.REFUSED, "--image: %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String imageIn(JsonNode job, String region) throws CommandFailure {
    for (JsonNode target : job.path("targets")) {
      if (target.path("region").asText().equals(region)) {
        return target.path("imageId").asText();
      }
    }
    throw new CommandFailure(ExitCode.FAILED, "the job names no image in region " + region);
  }

  private void compare(String kind, String region, String imageId, Path reference)
      throws IOException, CommandFailure {
    Path exported = work.resolve(imageId + ".raw");
    Files.deleteIfExists(exported);
    line.run("image", "export", imageId, "--region", region, "--output", exported.toString());
    boolean equal = Files.mismatch(reference, exported) < 0;
    Files.delete(exported);
    copies.add(new Copy(kind, region, imageId, equal));
  }

  private void conclude() throws IOException, CommandFailure {
    say("");
    for (Copy copy : copies) {
      say(
          "%-10s region %s  %-34s %s"
              .formatted(
                  copy.equal() ? "equal" : "DIFFERENT",
                  copy.region(),
                  copy.kind(),
                  copy.imageId()));
    }
    try (Stream<Path> regions = Files.list(root.resolve("regions"))) {
      for (Path region : regions.sorted().toList()) {
        say(
            "region %s lies in %s, %s"
                .formatted(
                    region.getFileName(),
                    region.resolve("store"),
                    Amounts.bytes(treeBytes(region))));
      }
    }
    if (!copies.stream().allMatch(Copy::equal)) {
      throw new CommandFailure(ExitCode.FAILED, "a copy differs from its source");
    }
    say("every copy is byte for byte the source");
  }

  private void say(String text) {
    story.println(text);
    story.flush();
  }

  private static String rate(long bytes, long sinceNanos) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - sinceNanos);
    return "%.1f s, %s".formatted(elapsed.toMillis() / 1e3, Amounts.rate(bytes, elapsed));
  }

  private static long treeBytes(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(Files::isRegularFile).mapToLong(DemoStory::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // Swept away in between.
    }
  }

  /** Removes what a demonstration in a temporary directory left. */
  static void deleteTree(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
