package io.sealift.cli.command.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.agent.image.ImageFormat;
import io.sealift.agent.image.QemuImg;
import io.sealift.cli.client.JobWatcher;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.command.ClientCommand;
import io.sealift.cli.command.PathSteps;
import io.sealift.cli.disk.DiskDownload;
import io.sealift.cli.disk.TransferOffer;
import io.sealift.cli.terminal.Amounts;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.cli.terminal.ProgressDisplay;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code image export}: one disk of an image as a file, sparse, under its name only when complete.
 */
@Command(
    name = "export",
    description = "Write a disk of an image to a file. Run again, it goes on where it stopped.")
public final class ImageExport extends ClientCommand {
  @Parameters(paramLabel = "IMAGE", description = "The image's id.")
  private String imageId = "";

  @Option(
      names = "--region",
      required = true,
      paramLabel = "REGION",
      description = "Where the image lies.")
  private String region = "";

  @Option(
      names = "--disk",
      defaultValue = "0",
      paramLabel = "N",
      description = "0 is the system disk (default).")
  private int disk;

  @Option(
      names = {"--output", "-o"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write.")
  private Path output = Path.of("");

  @Option(
      names = "--format",
      defaultValue = "raw",
      paramLabel = "raw|qcow2",
      description = "raw by default.")
  private String format = "raw";

  @Option(names = "--force", description = "Replace the output file where it exists.")
  private boolean force;

  @Option(
      names = "--connections",
      defaultValue = "3",
      paramLabel = "N",
      description = "Segments at once; 3 by default.")
  private int connections;

  /** A command that finds its cluster in this environment. */
  public ImageExport(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    check();
    String id = PathSteps.require("IMAGE", imageId);
    checkAgainst(client.get("/v1/images/" + id, Map.of()));
    RestClient patient = client.withPatience(JobWatcher.PATIENCE);
    ObjectNode empty = StrictJson.mapper().createObjectNode();
    TransferOffer.Source offers =
        () ->
            TransferOffer.read(
                patient.postRepeatable("/v1/images/%s/download".formatted(id), empty),
                "dataSegments");
    Path part = output.resolveSibling(output.getFileName() + ".part");
    DiskDownload download = new DiskDownload(part, connections, JobWatcher.PATIENCE);
    long started = System.nanoTime();
    try (ProgressDisplay display = progress()) {
      download.run(
          disk, offers, (done, total) -> display.report("export", "receiving", done, total));
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    publish(part);
    ObjectNode result = StrictJson.mapper().createObjectNode();
    result.put("imageId", id).put("region", region).put("disk", disk);
    result
        .put("output", output.toString())
        .put("format", format)
        .put("receivedBytes", download.receivedBytes());
    printout.result(result);
    String received = Amounts.bytes(download.receivedBytes());
    printout.line(
        "%s: received %s, %s"
            .formatted(output, received, Amounts.rate(download.receivedBytes(), elapsed)));
    return ExitCode.DONE;
  }

  private void check() throws CommandFailure {
    if (!format.equals("raw") && !format.equals("qcow2")) {
      throw new CommandFailure(ExitCode.USAGE, "--format: must be raw or qcow2");
    }
    if (connections < 1 || connections > 16) {
      throw new CommandFailure(ExitCode.USAGE, "--connections: must be 1 to 16");
    }
    if (disk < 0) {
      throw new CommandFailure(ExitCode.USAGE, "--disk: must be 0 or more");
    }
    checkDirectory();
    boolean exists = Files.exists(output, LinkOption.NOFOLLOW_LINKS);
    if (exists && (!force || !Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS))) {
      throw new CommandFailure(
          ExitCode.REFUSED, "--output: %s exists; --force replaces a file".formatted(output));
    }
  }

  private void checkDirectory() throws CommandFailure {
    Path directory = output.toAbsolutePath().normalize().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new CommandFailure(ExitCode.NOT_FOUND, "--output: no such directory: " + directory);
    }
    if (!Files.isWritable(directory)) {
      throw new CommandFailure(
          ExitCode.REFUSED, "--output: no permission to write in " + directory);
    }
  }

  private void checkAgainst(JsonNode image) throws CommandFailure {
    if (!image.path("region").asText().equals(region)) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND, "IMAGE: no image %s in region %s".formatted(imageId, region));
    }
    int disks = image.path("disks").size();
    if (disk >= disks) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "--disk: image %s has no disk %d, only 0 to %d".formatted(imageId, disk, disks - 1));
    }
  }

  private void publish(Path part) throws IOException, InterruptedException {
    Path complete = part;
    if (format.equals("qcow2")) {
      complete = output.resolveSibling(output.getFileName() + ".part.qcow2");
      Files.deleteIfExists(complete);
      new QemuImg().convert(ImageFormat.RAW, part, ImageFormat.QCOW2, complete, Files.size(part));
    }
    if (force) {
      Files.move(
          complete, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.move(complete, output);
    }
    Files.deleteIfExists(part);
  }
}
