package io.sealift.system.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.system.process.DiskImages;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Parts of the deployed cluster come, go and die while a copy runs, and it ends right. */
@OnContainers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComposeFaultsIT {
  private static final int MEBIBYTES = 160;
  // So that what happens to a copy happens midway; afterwards it goes as fast as it can.
  private static final long RATE = 4 << 20;
  private static final String TARGET = "agent-south";

  private ComposeCluster cluster;
  private Path disk = Path.of("");
  private String imageId = "";

  // Not in a constructor: JUnit makes instances of tests that it skips.
  @BeforeEach
  void start(ComposeCluster shared) {
    cluster = shared;
    disk = cluster.files().resolve("faults.raw");
    if (imageId.isEmpty()) {
      DiskImages.write(disk, MEBIBYTES, 17);
      imageId = new ClusterUser(cluster, "coordinator-1").importImage("north", disk);
    }
  }

  @AfterEach
  void mend() {
    cluster.up();
  }

  @Test
  void aCopyEndsRightThoughACoordinatorABrokerAndAnAgentAreKilled() {
    Copy copy = startCopy();

    copy.meets(() -> cluster.docker().call("kill", cluster.activeCoordinator()));
    cluster.activeCoordinator();
    copy.meets(() -> cluster.docker().call("kill", cluster.containers("kafka-2").get(0)));
    copy.meets(() -> cluster.docker().call("kill", cluster.containers(TARGET).get(0)));

    copy.assertEndsRight(disk);
  }

  @Test
  void aCopyEndsRightThoughItsRegionIsCutOff() {
    Copy copy = startCopy();

    copy.meets(this::cutOff);

    copy.assertEndsRight(disk);
  }

  /** The target's agents lose the other regions and Kafka, until no copy has moved for a while. */
  private void cutOff() {
    Docker docker = cluster.docker();
    List<String> networks = List.of(cluster.network("backbone"), cluster.network("region-south"));
    List<String> agents = cluster.containers(TARGET);
    for (String network : networks) {
      agents.forEach(agent -> docker.call("network", "disconnect", network, agent));
    }
    ClusterUser user = new ClusterUser(cluster, "coordinator-2");
    user.await("the agents' silence", () -> user.agentsOf("south") == 0);
    for (String network : networks) {
      agents.forEach(agent -> docker.call("network", "connect", "--alias", TARGET, network, agent));
    }
  }

  @Test
  void aCopyGoesOnWhileAgentsAreAddedAndOneIsDrained() {
    Copy copy = startCopy();
    String leaving = cluster.containers(TARGET).get(0);

    cluster.compose("up", "--detach", "--no-recreate", "--scale", TARGET + "=3", TARGET);
    copy.user().await("three agents", () -> copy.user().agentsOf("south") == 3);
    cluster.docker().call("stop", leaving);

    assertThat(cluster.docker().call("inspect", "--format", "{{.State.ExitCode}}", leaving))
        .as("how an agent ends that is told to stop")
        .isIn("0", "143");
    copy.assertEndsRight(disk);
  }

  private Copy startCopy() {
    // Any coordinator answers; the one that is killed is not asked.
    String other =
        cluster.activeCoordinator().equals(cluster.containers("coordinator-1").get(0))
            ? "coordinator-2"
            : "coordinator-1";
    ClusterUser user = new ClusterUser(cluster, other);
    Copy copy = new Copy(user, user.copy(imageId, RATE, "south=alias/acs/ecs", "west"));
    user.await("the first bytes", copy::moves);
    return copy;
  }

  /** A copy that runs. */
  private record Copy(ClusterUser user, String jobId) {
    boolean moves() {
      return ClusterUser.targets(user.job(jobId))
          .anyMatch(
              target ->
                  target.path("region").asText().equals("south")
                      && target.path("bytesDone").asLong() > 0);
    }

    /** Something happens, and happens midway. */
    void meets(Runnable fault) {
      fault.run();
      assertThat(user.job(jobId).path("state").asText()).isEqualTo("RUNNING");
    }

    void assertEndsRight(Path disk) {
      user.unlimit(jobId);
      user.assertCopiesEqual(user.awaitSuccess(jobId), disk);
    }
  }
}
