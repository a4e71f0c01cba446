package io.sealift.cli.command.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.agent.image.ImageFormat;
import io.sealift.cli.client.JobWatcher;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.client.RestFailure;
import io.sealift.cli.command.ClientCommand;
import io.sealift.cli.command.LabelOptions;
import io.sealift.cli.disk.DiskFile;
import io.sealift.cli.disk.ImageUpload;
import io.sealift.cli.disk.SourceChangedException;
import io.sealift.cli.disk.TransferOffer;
import io.sealift.cli.terminal.Amounts;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.cli.terminal.ProgressDisplay;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code image import}: disk image files become an image of a region. */
@Command(
    name = "import",
    description =
        "Make an image of a disk image file. Started again, an import goes on where it stopped.")
public final class ImageImport extends ClientCommand {
  @Parameters(paramLabel = "FILE", description = "The system disk.")
  private Path file = Path.of("");

  @Option(
      names = "--data-disk",
      paramLabel = "FILE",
      description = "A data disk; may be given several times.")
  private List<Path> dataDisks = new ArrayList<>();

  @Option(
      names = "--region",
      required = true,
      paramLabel = "REGION",
      description = "Where the image shall lie.")
  private String region = "";

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "2 to 128 characters.")
  private String name = "";

  @Mixin private LabelOptions labels = new LabelOptions();

  @Option(
      names = "--format",
      paramLabel = "raw|qcow2|vmdk|vhd",
      description = "What the files are; raw by default, never guessed.")
  private @Nullable String format;

  @Option(
      names = "--encrypted",
      description = "Seal under the region's service key, or the one given.")
  private boolean encrypted;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "With --encrypted: a customer key of the region.")
  private @Nullable String key;

  @Option(
      names = "--request-token",
      paramLabel = "TOKEN",
      description = "Go on with the import of this token.")
  private @Nullable String requestToken;

  @Option(
      names = "--connections",
      defaultValue = "3",
      paramLabel = "N",
      description = "Segments at once; 3 by default.")
  private int connections;

  @Option(
      names = "--temp-dir",
      paramLabel = "DIR",
      description = "Where qcow2, vmdk and vhd are converted; the system's default without it.")
  private Path temporaryDirectory = Path.of(System.getProperty("java.io.tmpdir"));

  /** A command that finds its cluster in this environment. */
  public ImageImport(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    if (key != null && !encrypted) {
      throw new CommandFailure(ExitCode.USAGE, "--key: needs --encrypted");
    }
    if (connections < 1 || connections > 16) {
      throw new CommandFailure(ExitCode.USAGE, "--connections: must be 1 to 16");
    }
    List<Path> files = new ArrayList<>(List.of(file));
    files.addAll(dataDisks);
    try (ImportSource source = ImportSource.open(files, declared(), temporaryDirectory)) {
      return importDisks(client, printout, source);
    }
  }

  private Optional<ImageFormat> declared() throws CommandFailure {
    if (format == null) {
      return Optional.empty();
    }
    Optional<ImageFormat> named = ImageFormat.named(format);
    if (named.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "--format: must be raw, qcow2, vmdk or vhd");
    }
    return named;
  }

  private ExitCode importDisks(RestClient client, Printout printout, ImportSource source)
      throws IOException, InterruptedException, CommandFailure {
    ObjectNode request = request(source.disks());
    ImportState state = new ImportState(file);
    String token = requestToken == null ? state.token(request, source.identities()) : requestToken;
    RestClient starting = client.withPatience(JobWatcher.START_PATIENCE);
    JsonNode accepted;
    try {
      accepted = starting.postRepeatable("/v1/imports", request.put("requestToken", token));
    } catch (RestFailure e) {
      if (e.refused()) {
        state.withdraw();
      }
      throw e;
    }
    String jobId = accepted.path("jobId").asText();
    long started = System.nanoTime();
    ImageUpload upload = new ImageUpload(source.disks(), connections, JobWatcher.PATIENCE);
    JsonNode job = new JobWatcher(client, jobId).untilStarted();
    if (job.path("state").asText().equals("RUNNING")) {
      job = uploaded(client, jobId, upload, source.disks(), state);
    }
    state.delete();
    ExitCode end = JobWatcher.exitCode(job);
    if (end != ExitCode.DONE) {
      throw new CommandFailure(
          end,
          "import %s: %s"
              .formatted(
                  job.path("state").asText(), JobWatcher.failure(job).orElse("no reason given")));
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    String imageId = accepted.path("imageId").asText();
    ObjectNode result =
        StrictJson.mapper().createObjectNode().put("imageId", imageId).put("jobId", jobId);
    printout.result(result.put("region", region).put("sentBytes", upload.sentBytes()));
    printout.line(imageId);
    note(
        "sent %s, %s"
            .formatted(
                Amounts.bytes(upload.sentBytes()), Amounts.rate(upload.sentBytes(), elapsed)));
    return ExitCode.DONE;
  }

  private ObjectNode request(List<DiskFile> disks) {
    ObjectNode request =
        StrictJson.mapper().createObjectNode().put("region", region).put("name", name);
    labels.addTo(request);
    ArrayNode list = request.putArray("disks");
    disks.forEach(disk -> list.addObject().put("sizeBytes", disk.sizeBytes()));
    if (encrypted) {
      request.put("encrypt", true);
    }
    if (key != null) {
      request.put("keyId", key);
    }
    return request;
  }

  /** Uploads, and returns the job once it has ended, be it that somebody else ended it. */
  private JsonNode uploaded(
      RestClient client, String jobId, ImageUpload upload, List<DiskFile> disks, ImportState state)
      throws IOException, InterruptedException {
    try {
      upload(client.withPatience(JobWatcher.PATIENCE), jobId, upload, disks);
      return new JobWatcher(client, jobId).untilEnd(ProgressDisplay.SILENT);
    } catch (SourceChangedException e) {
      state.delete();
      throw e;
    } catch (IOException e) {
      JsonNode job = client.get("/v1/jobs/" + jobId, Map.of());
      if (job.path("state").asText().equals("RUNNING")) {
        throw e;
      }
      return job;
    }
  }

  private void upload(RestClient client, String jobId, ImageUpload upload, List<DiskFile> disks)
      throws IOException, InterruptedException {
    String path = "/v1/imports/" + jobId;
    ObjectNode empty = StrictJson.mapper().createObjectNode();
    TransferOffer.Source offers =
        () -> TransferOffer.read(client.postRepeatable(path + "/upload", empty), "sealedSegments");
    long total = disks.stream().mapToLong(DiskFile::sizeBytes).sum();
    List<String> snapshots = new ArrayList<>();
    TransferOffer.Source noting =
        () -> {
          TransferOffer offer = offers.fetch();
          if (snapshots.isEmpty()) {
            offer.disks().forEach(disk -> snapshots.add(disk.snapshotId().value()));
          }
          return offer;
        };
    List<BitSet> dataSegments;
    try (ProgressDisplay display = progress()) {
      dataSegments = upload.run(noting, done -> display.report("import", "sending", done, total));
    }
    ObjectNode complete = StrictJson.mapper().createObjectNode();
    ArrayNode list = complete.putArray("disks");
    for (int disk = 0; disk < dataSegments.size(); disk++) {
      ObjectNode entry = list.addObject().put("snapshotId", snapshots.get(disk));
      ArrayNode segments = entry.putArray("dataSegments");
      dataSegments.get(disk).stream().forEach(segments::add);
    }
    complete(client, "/v1/jobs/" + jobId, path + "/complete", complete);
  }

  /** The receipts of the last segments may still be on their way to the coordinator. */
  private static void complete(RestClient client, String job, String path, ObjectNode body)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + JobWatcher.PATIENCE.toNanos();
    while (true) {
      try {
        client.postRepeatable(path, body);
        return;
      } catch (RestFailure e) {
        boolean running = client.get(job, Map.of()).path("state").asText().equals("RUNNING");
        if (e.status() != 409 || !running || System.nanoTime() > deadline) {
          throw e;
        }
        java.util.concurrent.TimeUnit.MILLISECONDS.sleep(300);
      }
    }
  }
}
