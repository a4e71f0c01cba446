package io.sealift.coordinator.api;

import static io.sealift.coordinator.api.TestCluster.ALICE;
import static io.sealift.coordinator.api.TestCluster.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealthTest {
  @TempDir private Path directory;

  @Test
  void healthAndMetricsNeedNoSignature() throws Exception {
    try (ApiFixture api = new ApiFixture(directory)) {
      assertThat(open(api, "/health/live").status()).isEqualTo(200);
      assertThat(open(api, "/health/ready").status()).isEqualTo(200);
      api.whyNotReady = Optional.of("the journal is not read yet");
      assertThat(open(api, "/health/live").status()).isEqualTo(200);
      ApiFixture.Reply reply = open(api, "/health/ready");
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.message()).isEqualTo("coordinator: the journal is not read yet");
    }
  }

  @Test
  void theGaugesAreCountedWhenTheyAreLookedAt() throws Exception {
    try (ApiFixture api = new ApiFixture(directory)) {
      TargetState waiting = new TargetState.Waiting(NOW.minusSeconds(90));
      api.cluster.job("j-one", ALICE, CopyJob.Kind.COPY, CopyJob.State.RUNNING, waiting);
      assertThat(open(api, "/metrics").text())
          .contains(
              "sealift_jobs{state=\"RUNNING\"} 1.0",
              "sealift_targets{region=\"east\",state=\"WAITING\"} 1.0",
              "sealift_queue_depth{region=\"east\"} 1.0",
              "sealift_queue_age_seconds{region=\"east\"} 90.0");
      api.cluster.target("j-one", ALICE, CopyJob.Kind.COPY, new TargetState.Available(NOW));
      assertThat(open(api, "/metrics").text())
          .contains(
              "sealift_targets{region=\"east\",state=\"AVAILABLE\"} 1.0",
              "sealift_queue_depth{region=\"east\"} 0.0",
              "sealift_queue_age_seconds{region=\"east\"} 0.0")
          .doesNotContain("state=\"WAITING\"");
    }
  }

  private static ApiFixture.Reply open(ApiFixture api, String path) throws Exception {
    return api.sendRaw("GET", path, new byte[0], Map.of());
  }
}
