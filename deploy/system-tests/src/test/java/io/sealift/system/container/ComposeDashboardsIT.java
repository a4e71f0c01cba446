package io.sealift.system.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import io.sealift.system.observability.ObservabilityFiles;
import io.sealift.system.process.DiskImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The deployed Prometheus, and what the dashboards ask it for. */
@OnContainers
class ComposeDashboardsIT {
  private static final int MEBIBYTES = 160;
  private static final long RATE = 2 << 20;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private ComposeCluster cluster;

  // Not in a constructor: JUnit makes instances of tests that it skips.
  @BeforeEach
  void start(ComposeCluster shared) {
    cluster = shared;
  }

  @Test
  void everyPanelOfEveryDashboardShowsSomethingDuringACopy() throws Exception {
    Path disk = DiskImages.write(cluster.files().resolve("watched.raw"), MEBIBYTES, 77);
    ClusterUser user = new ClusterUser(cluster, "coordinator-1");
    String imageId = user.importImage("north", disk);
    user.awaitSuccess(user.copy(imageId, 0, "south=alias/acs/ecs"));
    copyWithoutItsKey(user);
    String jobId = user.copy(imageId, RATE, "south=alias/acs/ecs", "west");

    List<String> silent = new ArrayList<>(queries(jobId));
    Awaitility.await()
        .atMost(ComposeCluster.PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              silent.removeIf(this::answers);
              assertThat(silent).as("queries without an answer").isEmpty();
            });
    user.json("job", "cancel", jobId);
  }

  /** A copy that fails, because the key of its source waits for its deletion. */
  private void copyWithoutItsKey(ClusterUser user) {
    DiskImages.write(cluster.files().resolve("locked.raw"), 1, 78);
    String keyId = user.json("key", "create", "--region", "north").path("keyId").asText();
    String imageId =
        user.json(
                "image",
                "import",
                "--region",
                "north",
                "--name",
                "locked",
                "--encrypted",
                "--key",
                keyId,
                "locked.raw")
            .path("imageId")
            .asText();
    user.json("key", "schedule-deletion", keyId, "--days", "7");
    String jobId = user.copy(imageId, 0, "south=alias/acs/ecs");
    user.await("the end", () -> !user.job(jobId).path("state").asText().equals("RUNNING"));
    assertThat(user.job(jobId).path("state").asText()).isEqualTo("FAILED");
  }

  @Test
  void everyTargetIsScrapedAndEveryRuleIsWell() throws Exception {
    Awaitility.await()
        .atMost(ComposeCluster.PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode targets = ask("targets?state=active").path("data").path("activeTargets");
              // Two coordinators, and two agents in each of three regions.
              assertThat(targets).hasSize(8);
              assertThat(targets)
                  .allSatisfy(target -> assertThat(target.path("health").asText()).isEqualTo("up"));
            });
    for (JsonNode group : ask("rules").path("data").path("groups")) {
      assertThat(group.path("rules")).isNotEmpty();
      for (JsonNode rule : group.path("rules")) {
        assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
      }
    }
  }

  /** What every panel asks for, of a job and one of its regions. */
  private static List<String> queries(String jobId) throws IOException {
    List<String> queries = new ArrayList<>();
    for (Path dashboard : ObservabilityFiles.dashboards()) {
      ObservabilityFiles.queries(dashboard).stream()
          // What panels choose from is no panel.
          .filter(query -> !query.startsWith("label_values"))
          // What nothing went wrong with is left out by the panel, and must be there all the same.
          .map(query -> query.replaceFirst(" > 0$", ""))
          .map(query -> query.replace("$job_id", jobId).replace("$region", "south"))
          .forEach(queries::add);
    }
    return queries;
  }

  private boolean answers(String query) {
    try {
      String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
      JsonNode series = ask("query?query=" + encoded).path("data").path("result");
      return StreamSupport.stream(series.spliterator(), false)
          .anyMatch(each -> !each.path("value").path(1).asText().equals("NaN"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode ask(String what) throws IOException {
    URI prometheus = cluster.published("http", "prometheus", 9090);
    HttpRequest request =
        HttpRequest.newBuilder(prometheus.resolve("/api/v1/" + what))
            .timeout(Duration.ofSeconds(20))
            .build();
    try {
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return StrictJson.mapper().readTree(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
