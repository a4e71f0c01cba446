package io.sealift.benchmark.study;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.benchmark.image.ImageMaker;
import io.sealift.benchmark.load.Latencies;
import io.sealift.benchmark.load.OpenLoop;
import io.sealift.benchmark.load.RpcCalls;
import io.sealift.benchmark.load.RpcCalls.Reply;
import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.kafka.KafkaSettings;
import io.sealift.standalone.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The ECS-compatible interface under load: what {@code DescribeImages} takes among 10,000 images,
 * and whether requests for images and copies are taken as fast as they come, and all of them kept.
 */
final class ApiLoad implements Study {
  private static final int IN_JOURNAL = 5_000;
  private static final int MADE = 1_000;
  private static final int MADE_PER_SECOND = 100;
  private static final int MADE_FAST = 4_000;
  private static final int MADE_FAST_PER_SECOND = 400;
  private static final int LOOKS = 4_000;
  private static final int LOOKS_PER_SECOND = 200;
  private static final int LOOKS_THAT_WARM_UP = 1_000;
  private static final int PAGE = 50;
  private static final int COPIES = 1_000;
  private static final int COPIES_PER_SECOND = 100;
  private static final long PATIENCE_SECONDS = 60;

  @Override
  public String name() {
    return "api";
  }

  @Override
  public Figures run(Path work, Consumer<String> progress)
      throws IOException, InterruptedException, TimeoutException {
    Path directory = work.resolve("cluster");
    BenchCluster.start(directory, 1).close(); // Makes the topics, and the administrator's account.
    try (EmbeddedKafka kafka = new EmbeddedKafka(directory.resolve("kafka"), 0)) {
      new JournalWriter(KafkaSettings.of(kafka.bootstrapServers())).write(IN_JOURNAL, 1);
    }
    try (BenchCluster cluster = BenchCluster.start(directory, 1)) {
      Load load = new Load(new RpcCalls(cluster.settings()), progress);
      String imageId = cluster.importImage(new ImageMaker(work).random(1 << 20));
      String snapshot =
          cluster
              .client()
              .get("/v1/images/" + imageId, Map.of())
              .path("disks")
              .path(0)
              .path("snapshotId")
              .asText();
      List<Figures.Row> rows = new ArrayList<>();
      Queue<String> images = new ConcurrentLinkedQueue<>();
      rows.add(load.make(snapshot, "web", MADE, MADE_PER_SECOND, images));
      rows.add(load.make(snapshot, "app", MADE_FAST, MADE_FAST_PER_SECOND, images));
      List<String> made = List.copyOf(images);
      load.look(made, LOOKS_THAT_WARM_UP);
      rows.add(load.look(made, LOOKS));
      rows.add(load.copy(made));
      return new Figures(
          "api: requests that are sent when they are due, 10,000 images",
          List.of("requests", "per s", "p50 ms", "p99 ms", "most ms", "failed", "lost"),
          rows);
    }
  }

  /** One kind of requests after the other. */
  private record Load(RpcCalls calls, Consumer<String> progress) {
    Figures.Row make(String snapshot, String name, int count, int perSecond, Queue<String> imageIds)
        throws InterruptedException {
      return row(
          OpenLoop.run(
              "CreateImage at %d/s".formatted(perSecond),
              count,
              perSecond,
              i ->
                  calls
                      .send(
                          "CreateImage",
                          Map.of(
                              "RegionId",
                              BenchCluster.SOURCE.value(),
                              "SnapshotId",
                              snapshot,
                              "ImageName",
                              name + i))
                      .thenApply(reply -> noted(reply, imageIds))),
          Double.NaN);
    }

    Figures.Row look(List<String> images, int count) throws InterruptedException {
      int pages = (IN_JOURNAL + images.size()) / PAGE;
      return row(
          OpenLoop.run(
              "DescribeImages at %d/s".formatted(LOOKS_PER_SECOND),
              count,
              LOOKS_PER_SECOND,
              i ->
                  calls
                      .send(
                          "DescribeImages",
                          i % 2 == 0
                              ? Map.of(
                                  "RegionId",
                                  BenchCluster.SOURCE.value(),
                                  "ImageId",
                                  images.get(i % images.size()))
                              : Map.of(
                                  "RegionId",
                                  BenchCluster.SOURCE.value(),
                                  "PageNumber",
                                  String.valueOf(1 + i % pages),
                                  "PageSize",
                                  String.valueOf(PAGE)))
                      .thenApply(Reply::isGood)),
          Double.NaN);
    }

    Figures.Row copy(List<String> images) throws InterruptedException, IOException {
      Queue<String> accepted = new ConcurrentLinkedQueue<>();
      Latencies copying =
          OpenLoop.run(
              "CopyImage at %d/s".formatted(COPIES_PER_SECOND),
              COPIES,
              COPIES_PER_SECOND,
              i ->
                  calls
                      .send(
                          "CopyImage",
                          Map.of(
                              "RegionId",
                              BenchCluster.SOURCE.value(),
                              "ImageId",
                              images.get(i),
                              "DestinationRegionId",
                              BenchCluster.TARGET.value(),
                              "DestinationImageName",
                              "copy" + i))
                      .thenApply(reply -> noted(reply, accepted)));
      Set<String> lost = new HashSet<>(accepted);
      lost.removeAll(copies());
      return row(copying, lost.size());
    }

    private Figures.Row row(Latencies found, double lost) {
      progress.accept(found.line());
      return Figures.Row.of(
          found.name(),
          found.millis().size(),
          found.rate(),
          found.at(0.5),
          found.at(0.99),
          found.at(1),
          found.failed(),
          lost);
    }

    private boolean noted(Reply reply, Queue<String> imageIds) {
      if (!reply.isGood()) {
        progress.accept("refused: " + reply.text());
        return false;
      }
      return imageIds.add(reply.json().path("ImageId").asText());
    }

    /** The ids of all images of the target region, whatever their status. */
    private Set<String> copies() throws InterruptedException, IOException {
      Set<String> ids = new HashSet<>();
      for (int page = 1; ; page++) {
        Map<String, String> asked =
            Map.of(
                "RegionId",
                BenchCluster.TARGET.value(),
                "Status",
                "ALL",
                "PageNumber",
                String.valueOf(page),
                "PageSize",
                "100");
        try {
          JsonNode answer =
              calls.send("DescribeImages", asked).get(PATIENCE_SECONDS, TimeUnit.SECONDS).json();
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
  }
}
