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
 * What the demonstration does, once its cluster runs: an import, one job that copies in four ways,
 * exports and comparisons.
 */
final class DemoStory {
  private static final String NORTH = "north";
  private static final String SOUTH = "south";
  private static final String WEST = "west";
  private static final String EAST = "east";

  /** The regions that it needs; the first is the source. */
  static final List<String> REGIONS = List.of(NORTH, SOUTH, WEST, EAST);

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

  /** One image, as it was exported. */
  record Copy(String kind, String region, String imageId, boolean equal, long exportMillis) {}

  /** What came of it all. */
  record Outcome(
      String imageId,
      long sizeBytes,
      long dataBytes,
      List<Copy> copies,
      long importMillis,
      long copyMillis) {
    Outcome {
      copies = List.copyOf(copies);
    }
  }

  Outcome play(Path file, ImageFormat format)
      throws IOException, InterruptedException, CommandFailure {
    Path reference = reference(file, format);
    long importing = System.nanoTime();
    JsonNode imported =
        line.run(
            "image",
            "import",
            "--region",
            NORTH,
            "--name",
            "demo-image",
            "--format",
            format.label(),
            file.toString());
    Duration importTime = since(importing);
    String source = imported.path("imageId").asText();
    long dataBytes = imported.path("sentBytes").asLong();
    say(
        "imported %s of data in a disk of %s: %s"
            .formatted(
                Amounts.bytes(dataBytes),
                Amounts.bytes(Files.size(reference)),
                rate(dataBytes, importTime)));
    String keyOfNorth = line.run("key", "create", "--region", NORTH).path("keyId").asText();
    String keyOfEast = line.run("key", "create", "--region", EAST).path("keyId").asText();

    long copying = System.nanoTime();
    JsonNode job =
        line.run(
            "image",
            "copy",
            source,
            "--region",
            NORTH,
            "--to",
            SOUTH,
            "--to",
            WEST + "=alias/acs/ecs",
            "--to",
            EAST + "=" + keyOfEast,
            "--to",
            NORTH + "=" + keyOfNorth,
            "--name",
            "demo-copy",
            "--wait");
    Duration copyTime = since(copying);
    say("copied to 4 targets by one job: " + rate(4 * dataBytes, copyTime));

    export("the source itself", NORTH, source, reference);
    export("plain copy, verbatim", SOUTH, imageIn(job, SOUTH), reference);
    export("under the region's service key", WEST, imageIn(job, WEST), reference);
    export("under a customer key", EAST, imageIn(job, EAST), reference);
    export("same region, under a customer key", NORTH, imageIn(job, NORTH), reference);
    conclude();
    return new Outcome(
        source,
        Files.size(reference),
        dataBytes,
        copies,
        importTime.toMillis(),
        copyTime.toMillis());
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

  private void export(String kind, String region, String imageId, Path reference)
      throws IOException, CommandFailure {
    Path exported = work.resolve(imageId + ".raw");
    Files.deleteIfExists(exported);
    long exporting = System.nanoTime();
    JsonNode export =
        line.run("image", "export", imageId, "--region", region, "--output", exported.toString());
    Duration exportTime = since(exporting);
    long bytes = export.path("receivedBytes").asLong();
    boolean equal = Files.mismatch(reference, exported) < 0;
    Files.delete(exported);
    copies.add(new Copy(kind, region, imageId, equal, exportTime.toMillis()));
    say(
        "exported %s: %s; %s"
            .formatted(
                Amounts.bytes(bytes), rate(bytes, exportTime), equal ? "equal" : "DIFFERENT"));
  }

  private void conclude() throws IOException, CommandFailure {
    say("");
    for (Copy copy : copies) {
      say(
          "%-10s region %-6s  %-34s %s"
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

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static String rate(long bytes, Duration elapsed) {
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
