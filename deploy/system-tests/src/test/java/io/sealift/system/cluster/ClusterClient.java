package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.client.ClientSettings;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.client.RestFailure;
import io.sealift.cli.command.CommandFailures;
import io.sealift.cli.command.image.ImageExport;
import io.sealift.cli.command.image.ImageImport;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.AccessKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import picocli.CommandLine;

/** What users do with a cluster: REST calls and commands. */
public final class ClusterClient {
  public static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);

  private final ClientSettings settings;
  private final RestClient rest;

  ClusterClient(ClientSettings settings) {
    this.settings = settings;
    this.rest = new RestClient(settings, Duration.ofSeconds(30));
  }

  RestClient rest() {
    return rest;
  }

  /** What a command line finds in its environment. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put(ClientSettings.ENDPOINT, settings.endpoint().toString());
    environment.put(ClientSettings.ACCESS_KEY_ID, settings.accessKey().id());
    environment.put(ClientSettings.ACCESS_KEY_SECRET, settings.accessKey().secret());
    settings
        .authorities()
        .ifPresent(file -> environment.put(ClientSettings.AUTHORITIES, file.toString()));
    return environment;
  }

  /** Imports a disk as an image and returns its id. */
  public String importImage(String region, String name, Path file, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--json", "--region", region, "--name", name));
    arguments.addAll(Arrays.asList(more));
    arguments.add(file.toString());
    return StrictJson.mapper()
        .readTree(run(new ImageImport(environment()), arguments.toArray(String[]::new)))
        .path("imageId")
        .asText();
  }

  /** Exports the system disk of an image. */
  Path exportImage(String imageId, String region, Path output) {
    Run run = export(imageId, region, output);
    assertThat(run.exitCode()).as("%s", run).isZero();
    return output;
  }

  /** Exports an image, well or not. */
  Run export(String imageId, String region, Path output) {
    String file = output.toString();
    return Run.of(
        new ImageExport(environment()), "--json", "--region", region, "--output", file, imageId);
  }

  /** How a command ended, and what it said. */
  record Run(int exitCode, String out, String err) {
    static Run of(Object command, String... arguments) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int exitCode =
          new CommandLine(command)
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(err))
              .setExecutionExceptionHandler(new CommandFailures())
              .execute(arguments);
      return new Run(exitCode, out.toString(), err.toString());
    }
  }

  /** Runs a command that has to succeed, and returns what it printed. */
  static String run(Object command, String... arguments) {
    Run run = Run.of(command, arguments);
    assertThat(run.exitCode()).as("%s%n%s", Arrays.toString(arguments), run.err()).isZero();
    return run.out();
  }

  public JsonNode get(String path) {
    return get(path, Map.of());
  }

  /** Why the coordinator is not ready; empty when it is. */
  String whyNotReady() throws IOException, InterruptedException {
    try {
      new RestClient(settings, Duration.ZERO).get("/health/ready", Map.of());
      return "";
    } catch (RestFailure e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** The ids of a region's images. */
  List<String> images(String region) {
    List<String> ids = new ArrayList<>();
    get("/v1/images", Map.of("region", region))
        .path("images")
        .forEach(image -> ids.add(image.path("imageId").asText()));
    return ids;
  }

  private JsonNode get(String path, Map<String, String> query) {
    try {
      return rest.get(path, query);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  JsonNode post(String path) throws IOException, InterruptedException {
    return post(path, object());
  }

  public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return rest.post(path, body);
  }

  public static ObjectNode object() {
    return StrictJson.mapper().createObjectNode();
  }

  /** A request of a plain copy to these regions. */
  public static ObjectNode copy(String imageId, String sourceRegion, String... targets) {
    ObjectNode request = object().put("requestToken", "t-" + UUID.randomUUID());
    request.put("region", sourceRegion).put("imageId", imageId);
    Arrays.stream(targets)
        .forEach(region -> request.withArray("targets").addObject().put("region", region));
    return request;
  }

  /** Adds an encrypted target, under the region's service key where the key is empty. */
  public static ObjectNode withEncrypted(ObjectNode request, String region, String keyId) {
    ObjectNode target =
        request.withArray("targets").addObject().put("region", region).put("encrypt", true);
    if (!keyId.isEmpty()) {
      target.put("keyId", keyId);
    }
    return request;
  }

  /** Submits a copy and returns the job's id. */
  public String submit(JsonNode request) throws IOException, InterruptedException {
    return rest.post("/v1/jobs", request).path("jobId").asText();
  }

  JsonNode job(String jobId) {
    return get("/v1/jobs/" + jobId);
  }

  /** One region's part of a job. */
  JsonNode target(String jobId, String region) {
    return target(job(jobId), region);
  }

  static JsonNode target(JsonNode job, String region) {
    for (JsonNode target : job.path("targets")) {
      if (target.path("region").asText().equals(region)) {
        return target;
      }
    }
    throw new AssertionError("no target in " + region + ": " + job);
  }

  /** The image that the job's target becomes. */
  public String imageOf(String jobId, String region) {
    return target(jobId, region).path("imageId").asText();
  }

  /** The system disk's snapshot of the job's target. */
  public String snapshotOf(String jobId, String region) {
    return target(jobId, region).path("snapshotIds").path(0).asText();
  }

  /** The job, once it has ended. */
  JsonNode awaitEnd(String jobId) {
    return awaitJob(jobId, job -> !job.path("state").asText().equals("RUNNING"));
  }

  public JsonNode awaitSucceeded(String jobId) {
    JsonNode job = awaitEnd(jobId);
    assertThat(job.path("state").asText()).as("%s", job).isEqualTo("SUCCEEDED");
    return job;
  }

  public JsonNode awaitState(String jobId, String region, String state) {
    return target(
        awaitJob(jobId, job -> target(job, region).path("state").asText().equals(state)), region);
  }

  JsonNode awaitJob(String jobId, Predicate<JsonNode> wanted) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .pollDelay(Duration.ZERO)
        .until(() -> job(jobId), wanted);
  }

  /** Makes an account of this role and returns its first access key. */
  public AccessKey createAccount(String accountId, String role)
      throws IOException, InterruptedException {
    JsonNode made = post("/v1/accounts", object().put("accountId", accountId).put("role", role));
    return new AccessKey(made.path("accessKeyId").asText(), made.path("accessKeySecret").asText());
  }

  /** Makes a customer key and returns its id. */
  public String createKey(String region) throws IOException, InterruptedException {
    JsonNode accepted = post("/v1/keys", object().put("region", region));
    awaitOperation(accepted);
    return accepted.path("keyId").asText();
  }

  /** The operation, once it has succeeded. */
  public JsonNode awaitOperation(JsonNode accepted) {
    JsonNode operation = awaitOperationEnd(accepted);
    assertThat(operation.path("state").asText()).as("%s", operation).isEqualTo("SUCCEEDED");
    return operation;
  }

  JsonNode awaitOperationEnd(JsonNode accepted) {
    String path = "/v1/operations/" + accepted.path("operationId").asText();
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(() -> get(path), operation -> !operation.path("state").asText().equals("RUNNING"));
  }
}
