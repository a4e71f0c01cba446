package io.sealift.system.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.system.process.DiskImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of the deployed cluster come, go and die while a copy runs, and it ends right. */
@OnContainers
class ComposeFaultsIT {
  private static final int MEBIBYTES = 160;
  // So that a copy lasts several seconds, and what happens to it happens midway.
  private static final String RATE = "12MiB";
  private static final String TARGET = "agent-south";

  /** What befalls the cluster. */
  enum Fault {
    ACTIVE_COORDINATOR_KILLED,
    BROKER_KILLED,
    AGENT_KILLED,
    REGION_CUT_OFF
  }

  private void strike(Fault fault) {
    switch (fault) {
      case ACTIVE_COORDINATOR_KILLED -> cluster.docker().call("kill", cluster.activeCoordinator());
      case BROKER_KILLED -> cluster.docker().call("kill", cluster.containers("kafka-2").get(0));
      case AGENT_KILLED -> cluster.docker().call("kill", cluster.containers(TARGET).get(0));
      case REGION_CUT_OFF -> cutOff();
    }
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

  private ComposeCluster cluster;

  // Not in a constructor: JUnit makes instances of tests that it skips.
  @BeforeEach
  void start(ComposeCluster shared) {
    cluster = shared;
  }

  @AfterEach
  void mend() {
    cluster.up();
  }

  @ParameterizedTest
  @EnumSource
  void aCopyEndsRightInSpiteOf(Fault fault) {
    Copy copy = startCopy(fault.name().toLowerCase(Locale.ROOT));

    strike(fault);

    copy.assertEndsRight();
  }

  @Test
  void aCopyGoesOnWhileAgentsAreAddedAndOneIsDrained() {
    Copy copy = startCopy("scaled");
    String leaving = cluster.containers(TARGET).get(0);

    cluster.compose("up", "--detach", "--no-recreate", "--scale", TARGET + "=3", TARGET);
    copy.user().await("three agents", () -> copy.user().agentsOf("south") == 3);
    cluster.docker().call("stop", leaving);

    assertThat(cluster.docker().call("inspect", "--format", "{{.State.ExitCode}}", leaving))
        .as("how an agent ends that is told to stop")
        .isIn("0", "143");
    copy.assertEndsRight();
  }

  private Copy startCopy(String name) {
    Path disk =
        DiskImages.write(cluster.files().resolve(name + ".raw"), MEBIBYTES, name.hashCode());
    // Any coordinator answers; the one that is killed is not asked.
    String other =
        cluster.activeCoordinator().equals(cluster.containers("coordinator-1").get(0))
            ? "coordinator-2"
            : "coordinator-1";
    ClusterUser user = new ClusterUser(cluster, other);
    String imageId = user.importImage("north", disk);
    String jobId =
        user.copy(imageId, "--to", "south=alias/acs/ecs", "--to", "west", "--max-rate", RATE);
    user.await("the first bytes", () -> ClusterUser.targets(user.job(jobId)).anyMatch(Copy::moves));
    return new Copy(user, jobId, disk);
  }

  /** A copy that runs, and what it is a copy of. */
  private record Copy(ClusterUser user, String jobId, Path disk) {
    static boolean moves(JsonNode target) {
      return target.path("region").asText().equals("south")
          && target.path("bytesDone").asLong() > 0;
    }

    void assertEndsRight() {
      user.assertCopiesEqual(user.awaitSuccess(jobId), disk);
    }
  }
}
