package io.sealift.coordinator.api;

import static io.sealift.coordinator.api.TestCluster.ALICE;
import static io.sealift.coordinator.api.TestCluster.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetState;
import io.sealift.protocol.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class JobEventsTest {
  private ApiFixture api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api =
        new ApiFixture(
            directory,
            new ApiSettings("127.0.0.1", 0, 50, 1, Duration.ofSeconds(5), Duration.ofSeconds(3)));
    job(CopyJob.State.RUNNING, new TargetState.Waiting(NOW));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void job(CopyJob.State state, TargetState target) {
    api.cluster.job("j-one", ALICE, CopyJob.Kind.COPY, state, target);
  }

  @Test
  void eachChangeIsToldAndTheLastOneEndsTheStream() throws Exception {
    try (Follower follower = new Follower()) {
      assertThat(follower.next().path("targets").path(0).path("state").asText())
          .isEqualTo("WAITING");
      job(CopyJob.State.RUNNING, new TargetState.Creating(NOW));
      follower.awaitState("CREATING");
      job(CopyJob.State.SUCCEEDED, new TargetState.Available(NOW));
      JsonNode last = follower.awaitState("AVAILABLE");
      assertThat(last.path("state").asText()).isEqualTo("SUCCEEDED");
      assertThat(last.path("targets").path(0).path("progress").asInt()).isEqualTo(100);
      assertThat(follower.rest()).isEmpty();
    }
  }

  @Test
  void whatDoesNotChangeIsToldEachSecond() throws Exception {
    try (Follower follower = new Follower()) {
      JsonNode first = follower.next();
      long start = System.nanoTime();
      // Longer than the idle timeout: the stream keeps its connection.
      for (int i = 0; i < 4; i++) {
        assertThat(follower.next()).isEqualTo(first);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
    }
  }

  @Test
  void anEndedJobIsToldOnce() throws Exception {
    job(CopyJob.State.CANCELLED, new TargetState.Cancelled(NOW, 0));
    try (Follower follower = new Follower()) {
      assertThat(follower.next().path("state").asText()).isEqualTo("CANCELLED");
      assertThat(follower.rest()).isEmpty();
    }
  }

  @Test
  void aJobThatIsForgottenEndsItsStream() throws Exception {
    try (Follower follower = new Follower()) {
      follower.next();
      api.view.apply("job/j-one", null);
      assertThat(follower.rest()).hasSizeLessThan(5);
    }
  }

  @Test
  void thereAreOnlySoManyStreamsAndClosedOnesMakeRoom() throws Exception {
    try (Follower follower = new Follower()) {
      follower.next();
      assertThat(api.get("/v1/jobs/j-one/events").status()).isEqualTo(503);
    }
    job(CopyJob.State.SUCCEEDED, new TargetState.Available(NOW));
    int status = 503;
    for (int i = 0; i < 500 && status == 503; i++) {
      status = api.get("/v1/jobs/j-one/events").status();
    }
    assertThat(status).isEqualTo(200);
  }

  private final class Follower implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    Follower() throws IOException, InterruptedException {
      String path = "/v1/jobs/j-one/events";
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port + path));
      api.signed(ApiFixture.ALICE_KEY, "GET", path, new byte[0])
          .forEach(
              (name, value) -> {
                if (!name.equals("host")) {
                  request.header(name, value);
                }
              });
      response = api.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
      lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    JsonNode next() throws IOException {
      assertThat(lines.readLine()).isEqualTo("event: job");
      JsonNode job = StrictJson.mapper().readTree(lines.readLine().substring("data: ".length()));
      assertThat(lines.readLine()).isEmpty();
      return job;
    }

    JsonNode awaitState(String state) throws IOException {
      JsonNode job = next();
      while (!job.path("targets").path(0).path("state").asText().equals(state)) {
        job = next();
      }
      return job;
    }

    List<String> rest() throws IOException {
      List<String> rest = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rest.add(line);
      }
      return rest;
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }
}
