package io.sealift.system.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.system.process.DiskImages;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Certificates are exchanged while a copy runs, as docs/operations.md says, and it ends right. Nine
 * containers are restarted one after the other, so it takes minutes: {@code -Dsealift.long=true}.
 */
@OnContainers
class ComposeRotationIT {
  private static final int MEBIBYTES = 160;
  // A copy at this rate outlasts all restarts; afterwards it goes as fast as it can.
  private static final long RATE = 256 << 10;
  private static final List<String> NAMES =
      List.of("broker-1", "broker-2", "broker-3", "coordinator", "agent-north", "agent-south");

  private ComposeCluster cluster;

  // Not in a constructor: JUnit makes instances of tests that it skips.
  @BeforeEach
  void start(ComposeCluster shared) {
    cluster = shared;
  }

  @Test
  @EnabledIfSystemProperty(named = "sealift.long", matches = "true")
  void everyCertificateOfARunningCopyIsExchanged() {
    Path disk = DiskImages.write(cluster.files().resolve("rotated.raw"), MEBIBYTES, 91);
    ClusterUser user = new ClusterUser(cluster, "coordinator-1");
    String imageId = user.importImage("north", disk);
    String jobId = user.copy(imageId, RATE, "south=alias/acs/ecs");

    for (String name : NAMES) {
      String before = cluster.fingerprint(name);
      cluster.rotate(name);
      assertThat(cluster.fingerprint(name)).as(name).isNotEqualTo(before);
      for (String container : containersOf(name)) {
        cluster.docker().call("restart", container);
        cluster.up();
      }
    }

    // Its port is another one since its restart.
    ClusterUser again = new ClusterUser(cluster, "coordinator-1");
    assertThat(again.job(jobId).path("state").asText()).isEqualTo("RUNNING");
    again.unlimit(jobId);
    again.assertCopiesEqual(again.awaitSuccess(jobId), disk);
  }

  // One after the other: the others of its kind go on meanwhile.
  private List<String> containersOf(String name) {
    if (name.equals("coordinator")) {
      return List.of(
          cluster.containers("coordinator-2").get(0), cluster.containers("coordinator-1").get(0));
    }
    return cluster.containers(name.replace("broker", "kafka"));
  }
}
