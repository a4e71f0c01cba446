package io.sealift.benchmark.product;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.agent.envelope.EnvelopeException;
import io.sealift.agent.envelope.Manifest;
import io.sealift.agent.envelope.ManifestCodec;
import io.sealift.benchmark.image.TestImage;
import io.sealift.cli.Sealift;
import io.sealift.cli.client.ClientSettings;
import io.sealift.cli.client.RestClient;
import io.sealift.copy.RegionId;
import io.sealift.protocol.StrictJson;
import io.sealift.standalone.ClusterSettings;
import io.sealift.standalone.StandaloneCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;

/** A cluster of two regions with everything in one directory, used through its API. */
public final class BenchCluster implements AutoCloseable {
  /** Where images are imported. */
  public static final RegionId SOURCE = new RegionId("north");

  /** Where they are copied to, if nothing else is said. */
  public static final RegionId TARGET = new RegionId("south");

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 20;

  private final ClusterSettings plan;
  private Running running;

  /** A cluster from its start to its stop; the next one has another port. */
  private record Running(StandaloneCluster cluster, ClientSettings settings, RestClient client) {
    static Running start(ClusterSettings plan)
        throws IOException, InterruptedException, TimeoutException {
      StandaloneCluster cluster = StandaloneCluster.start(plan);
      ClientSettings settings =
          new ClientSettings(URI.create(cluster.endpoint()), cluster.administratorKey());
      return new Running(cluster, settings, new RestClient(settings, Duration.ofSeconds(30)));
    }
  }

  private BenchCluster(ClusterSettings plan)
      throws IOException, InterruptedException, TimeoutException {
    this.plan = plan;
    this.running = Running.start(plan);
  }

  /** Starts a cluster of two regions, and returns when every agent is known. */
  public static BenchCluster start(Path directory, int agentsPerRegion)
      throws IOException, InterruptedException, TimeoutException {
    return start(directory, List.of(TARGET), agentsPerRegion);
  }

  /** Starts a cluster of a source and some targets. */
  public static BenchCluster start(Path directory, List<RegionId> targets, int agentsPerRegion)
      throws IOException, InterruptedException, TimeoutException {
    List<RegionId> regions = new ArrayList<>(List.of(SOURCE));
    regions.addAll(targets);
    BenchCluster cluster =
        new BenchCluster(
            new ClusterSettings(directory, regions, 0, Optional.empty(), agentsPerRegion));
    boolean complete = false;
    try {
      cluster.awaitAgents();
      complete = true;
      return cluster;
    } finally {
      if (!complete) {
        cluster.close();
      }
    }
  }

  /** Ends everything but the files, so that it takes no time from what is measured meanwhile. */
  public void stop() throws IOException {
    running.cluster().close();
  }

  /** Starts again what was stopped, at another port. */
  public void resume() throws IOException, InterruptedException, TimeoutException {
    running = Running.start(plan);
    awaitAgents();
  }

  private void awaitAgents() throws IOException, InterruptedException, TimeoutException {
    await("the agents", () -> agents() >= plan.regions().size() * plan.agentsPerRegion());
  }

  private int agents() throws IOException, InterruptedException {
    int agents = 0;
    for (JsonNode region : client().get("/v1/regions", Map.of()).path("regions")) {
      agents += region.path("agents").asInt();
    }
    return agents;
  }

  /** Where the API is, and the administrator's access key. */
  public ClientSettings settings() {
    return running.settings();
  }

  /** For requests of one's own. */
  public RestClient client() {
    return running.client();
  }

  /** Imports an image as a user would; gives its id. */
  public String importImage(TestImage image) throws IOException {
    return line(
            "image",
            "import",
            "--region",
            SOURCE.value(),
            "--name",
            "bench-image",
            "--format",
            "raw",
            image.file().toString())
        .path("imageId")
        .asText();
  }

  /** Exports an image as a user would. */
  public void exportImage(String imageId, Path file) throws IOException {
    line("image", "export", imageId, "--region", SOURCE.value(), "--output", file.toString());
  }

  private JsonNode line(String... arguments) throws IOException {
    StringWriter result = new StringWriter();
    StringWriter complaints = new StringWriter();
    CommandLine program =
        Sealift.program(
            Map.of(ClientSettings.DIRECTORY, plan.directory().toString()),
            new ByteArrayInputStream(new byte[0]));
    List<String> words = new ArrayList<>(List.of(arguments));
    words.add("--json");
    int code =
        program
            .setOut(new PrintWriter(result))
            .setErr(new PrintWriter(complaints))
            .execute(words.toArray(String[]::new));
    if (code != 0) {
      throw new IOException("sealift ended with %d: %s".formatted(code, complaints));
    }
    return StrictJson.mapper().readTree(result.toString());
  }

  /** The manifest of an image's first disk. */
  Manifest manifest(String imageId) throws IOException, InterruptedException {
    String snapshot =
        client()
            .get("/v1/images/" + imageId, Map.of())
            .path("disks")
            .path(0)
            .path("snapshotId")
            .asText();
    try {
      return ManifestCodec.parse(
              Files.readAllBytes(files(SOURCE).resolve(snapshot).resolve("manifest.json")))
          .claims();
    } catch (EnvelopeException e) {
      throw new IOException(e);
    }
  }

  Path region(RegionId region) {
    return plan.directory().resolve("regions").resolve(region.value());
  }

  /** Where a region's agents keep its snapshots. */
  public Path files(RegionId region) {
    return region(region).resolve("store/snapshots");
  }

  /** Deletes an image and waits until its files are gone. */
  public void delete(RegionId region, String imageId)
      throws IOException, InterruptedException, TimeoutException {
    List<Path> folders = new ArrayList<>();
    for (JsonNode disk : client().get("/v1/images/" + imageId, Map.of()).path("disks")) {
      folders.add(files(region).resolve(disk.path("snapshotId").asText()));
    }
    client().delete("/v1/images/" + imageId, Map.of());
    await("deletion", () -> folders.stream().noneMatch(Files::exists));
  }

  /** Something that comes to be. */
  public interface Condition {
    /** Whether it has. */
    boolean holds() throws IOException, InterruptedException;
  }

  /** Asks again and again, until it holds. */
  public void await(String what, Condition condition)
      throws IOException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("waited in vain for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
