package io.sealift.benchmark.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.ProcessUse;
import io.sealift.benchmark.measure.Stopwatch;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.coordinator.engine.JobJournal;
import io.sealift.coordinator.engine.JournalLostException;
import io.sealift.coordinator.engine.JournalMark;
import io.sealift.coordinator.engine.KafkaJobJournal;
import io.sealift.kafka.KafkaSettings;
import io.sealift.protocol.StrictJson;
import io.sealift.standalone.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A catalogue of many images: how long it takes to read its journal, alone and as the start of a
 * cluster, and how long questions and decisions take then.
 */
final class LargeJournal implements Study {
  private static final int SEGMENTS = 96;
  private static final List<Integer> IMAGES = List.of(100, 10_000);
  private static final int REPEATS = 5;

  /** The state exists twice in a coordinator: once to decide, once to show. */
  private static final long HEAP_BYTES = 3L << 30;

  @Override
  public String name() {
    return "large-journal";
  }

  @Override
  public Figures run(Path work, Consumer<String> progress)
      throws IOException, InterruptedException, TimeoutException {
    List<Figures.Row> rows = new ArrayList<>();
    for (int images : IMAGES) {
      if (images > 1_000 && Runtime.getRuntime().maxMemory() < HEAP_BYTES * 9 / 10) {
        progress.accept(
            "not enough heap for %d images: set SEALIFT_JAVA_OPTS=-Xmx4g".formatted(images));
        continue;
      }
      progress.accept("a catalogue of %d images".formatted(images));
      Path directory = Files.createDirectories(work.resolve("images-" + images));
      List<Double> values = new ArrayList<>(replay(directory, images));
      values.addAll(serve(directory));
      rows.add(new Figures.Row("%,d images".formatted(images), values));
    }
    return new Figures(
        "large-journal: images of one disk with %d segments".formatted(SEGMENTS),
        List.of(
            "entities",
            "journal MiB",
            "replay s",
            "state MiB",
            "cluster start s",
            "GET image ms",
            "list images ms",
            "submit copy ms"),
        rows);
  }

  private static List<Double> replay(Path directory, int images)
      throws IOException, InterruptedException, TimeoutException {
    BenchCluster.start(directory, 1).close(); // Makes the topics, and the administrator's account.
    try (EmbeddedKafka kafka = new EmbeddedKafka(directory.resolve("kafka"), 0)) {
      KafkaSettings settings = KafkaSettings.of(kafka.bootstrapServers());
      JournalWriter writer = new JournalWriter(settings);
      writer.write(images, SEGMENTS);
      double before = ProcessUse.liveHeapMib();
      Stopwatch watch = Stopwatch.start();
      JournalMark mark = JournalMark.open(directory.resolve("generation"));
      try (KafkaJobJournal journal = new KafkaJobJournal(settings, mark, Clock.systemUTC())) {
        JobJournal.Claimed claimed = journal.claim("bench");
        double seconds = watch.stop().seconds();
        double state = ProcessUse.liveHeapMib() - before;
        return List.of(
            (double) claimed.state().entities().size(),
            writer.bytes() / (double) (1 << 20),
            seconds,
            state);
      } catch (JournalLostException e) {
        throw new IOException(e);
      }
    }
  }

  private static List<Double> serve(Path directory)
      throws IOException, InterruptedException, TimeoutException {
    Stopwatch start = Stopwatch.start();
    try (BenchCluster cluster = BenchCluster.start(directory, 1)) {
      String image = JournalWriter.imageId(1);
      cluster.await(
          "the image",
          () ->
              cluster
                  .client()
                  .get("/v1/images/" + image, Map.of())
                  .path("status")
                  .asText()
                  .equals("AVAILABLE"));
      double started = start.stop().seconds();
      return List.of(
          started,
          millis(() -> cluster.client().get("/v1/images/" + image, Map.of())),
          millis(() -> cluster.client().get("/v1/images", Map.of())),
          millis(() -> cluster.client().post("/v1/jobs", copy(image))));
    }
  }

  private static ObjectNode copy(String image) {
    ObjectNode request =
        StrictJson.mapper()
            .createObjectNode()
            .put("requestToken", "bench-" + System.nanoTime())
            .put("region", BenchCluster.SOURCE.value())
            .put("imageId", image);
    request.putArray("targets").addObject().put("region", BenchCluster.TARGET.value());
    return request;
  }

  private interface Request {
    void send() throws IOException, InterruptedException;
  }

  /** The fastest of some. */
  private static double millis(Request request) throws IOException, InterruptedException {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < REPEATS; i++) {
      Stopwatch watch = Stopwatch.start();
      request.send();
      least = Math.min(least, 1e3 * watch.stop().seconds());
    }
    return least;
  }
}
