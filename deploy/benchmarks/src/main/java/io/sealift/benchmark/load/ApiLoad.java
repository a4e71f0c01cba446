package io.sealift.benchmark.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.benchmark.load.RpcCalls.Reply;
import io.sealift.cli.Sealift;
import io.sealift.cli.client.ClientSettings;
import io.sealift.copy.RegionId;
import io.sealift.protocol.StrictJson;
import io.sealift.standalone.ClusterSettings;
import io.sealift.standalone.StandaloneCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import picocli.CommandLine;

/**
 * The interface under load: what {@code DescribeImages} takes among many images, and whether copy
 * requests are taken as fast as they come, and all of them kept.
 */
public final class ApiLoad {
  private static final String NORTH = "north";
  private static final String SOUTH = "south";
  private static final int IMAGES = 10_000;
  private static final int LOOKS = 6_000;
  private static final int LOOKS_PER_SECOND = 200;
  private static final int COPIES = 1_000;
  private static final int COPIES_PER_SECOND = 100;
  private static final int MAKING_PER_SECOND = 100;
  private static final double MOST_LOOK_MILLIS = 50;

  private final Consumer<String> progress;

  /** A run that tells its progress. */
  public ApiLoad(Consumer<String> progress) {
    this.progress = progress;
  }

  /**
   * What was found.
   *
   * @param lost copies that were accepted, and are not there
   */
  public record Found(List<Latencies> latencies, int lost) {
    /** Whether everything is as it must be. */
    public boolean isMet() {
      return lost == 0
          && latencies.stream().allMatch(each -> each.failed() == 0)
          && latencies.stream()
              .filter(each -> each.name().startsWith("DescribeImages"))
              .allMatch(each -> each.at(0.99) < MOST_LOOK_MILLIS);
    }

    /** For people. */
    public String text() {
      StringBuilder text = new StringBuilder();
      latencies.forEach(each -> text.append(each.line()).append('\n'));
      return text.append("copies that were accepted and lost: ").append(lost).toString();
    }
  }

  /** Starts a cluster in the folder, and measures it. */
  public Found run(Path work) throws IOException, InterruptedException, TimeoutException {
    ClusterSettings settings =
        new ClusterSettings(
            work.resolve("cluster"),
            List.of(new RegionId(NORTH), new RegionId(SOUTH)),
            0,
            Optional.empty(),
            1);
    try (StandaloneCluster cluster = StandaloneCluster.start(settings)) {
      RpcCalls calls = new RpcCalls(cluster.endpoint(), cluster.administratorKey());
      String snapshot = importSmall(work);
      progress.accept("making %d images".formatted(IMAGES));
      Queue<String> made = new ConcurrentLinkedQueue<>();
      Latencies making =
          OpenLoop.run(
              "CreateImage from a snapshot",
              IMAGES,
              MAKING_PER_SECOND,
              i ->
                  calls
                      .send(
                          "CreateImage",
                          Map.of("RegionId", NORTH, "SnapshotId", snapshot, "ImageName", "web" + i))
                      .thenApply(reply -> noted(reply, "ImageId", made)));
      progress.accept(making.line());
      List<String> images = List.copyOf(made);
      look(calls, images, LOOKS / 3); // Warms up.
      Latencies looks = look(calls, images, LOOKS);
      progress.accept(looks.line());
      Set<String> accepted = new HashSet<>();
      Queue<String> copies = new ConcurrentLinkedQueue<>();
      Latencies copying =
          OpenLoop.run(
              "CopyImage",
              COPIES,
              COPIES_PER_SECOND,
              i ->
                  calls
                      .send(
                          "CopyImage",
                          Map.of(
                              "RegionId",
                              NORTH,
                              "ImageId",
                              images.get(i),
                              "DestinationRegionId",
                              SOUTH,
                              "DestinationImageName",
                              "copy" + i))
                      .thenApply(reply -> noted(reply, "ImageId", copies)));
      accepted.addAll(copies);
      accepted.removeAll(there(calls));
      return new Found(List.of(making, looks, copying), accepted.size());
    }
  }

  private static Latencies look(RpcCalls calls, List<String> images, int count)
      throws InterruptedException {
    return OpenLoop.run(
        "DescribeImages of %d, by id and by page in turns".formatted(images.size()),
        count,
        LOOKS_PER_SECOND,
        i ->
            calls
                .send(
                    "DescribeImages",
                    i % 2 == 0
                        ? Map.of("RegionId", NORTH, "ImageId", images.get(i % images.size()))
                        : Map.of(
                            "RegionId",
                            NORTH,
                            "PageNumber",
                            String.valueOf(1 + i % (images.size() / 50)),
                            "PageSize",
                            "50"))
                .thenApply(Reply::isGood));
  }

  private boolean noted(Reply reply, String field, Queue<String> ids) {
    if (!reply.isGood()) {
      progress.accept("refused: " + reply.text());
      return false;
    }
    return ids.add(reply.json().path(field).asText());
  }

  /** The ids of all images of the target region, whatever their status. */
  private static Set<String> there(RpcCalls calls) throws InterruptedException, IOException {
    Set<String> ids = new HashSet<>();
    for (int page = 1; ; page++) {
      Map<String, String> asked =
          Map.of(
              "RegionId",
              SOUTH,
              "Status",
              "Waiting,Creating,Available,CreateFailed",
              "PageNumber",
              String.valueOf(page),
              "PageSize",
              "100");
      try {
        JsonNode answer = calls.send("DescribeImages", asked).get(60, TimeUnit.SECONDS).json();
        answer
            .path("Images")
            .path("Image")
            .forEach(image -> ids.add(image.path("ImageId").asText()));
        if (page * 100 >= answer.path("TotalCount").asInt()) {
          return ids;
        }
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException(e);
      }
    }
  }

  /** Imports one disk of a single MiB, and gives its snapshot's id. */
  private static String importSmall(Path work) throws IOException {
    Path disk = work.resolve("small.raw");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(1 << 20);
      file.write(1);
    }
    String imageId =
        line(work, "image", "import", "--region", NORTH, "--name", "small", disk.toString())
            .path("imageId")
            .asText();
    return line(work, "image", "show", imageId).path("disks").path(0).path("snapshotId").asText();
  }

  private static ObjectNode line(Path work, String... arguments) throws IOException {
    StringWriter result = new StringWriter();
    StringWriter complaints = new StringWriter();
    List<String> words = new ArrayList<>(List.of(arguments));
    words.add("--json");
    int code =
        Sealift.program(
                Map.of(ClientSettings.DIRECTORY, work.resolve("cluster").toString()),
                new ByteArrayInputStream(new byte[0]))
            .setOut(new PrintWriter(result))
            .setErr(new PrintWriter(complaints))
            .execute(words.toArray(String[]::new));
    if (code != CommandLine.ExitCode.OK) {
      throw new IOException("sealift ended with %d: %s".formatted(code, complaints));
    }
    return (ObjectNode) StrictJson.mapper().readTree(result.toString());
  }
}
