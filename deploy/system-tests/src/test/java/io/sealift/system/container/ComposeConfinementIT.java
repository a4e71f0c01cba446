package io.sealift.system.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What containers may and may not do. */
@OnContainers
class ComposeConfinementIT {
  private static final int CONTAINERS = 13;
  private static final long ALL_MEMORY_BYTES = 6L << 30;

  @Test
  void everyContainerHasLimitsAndNoMoreRightsThanItNeeds(ComposeCluster cluster)
      throws IOException {
    List<JsonNode> containers = inspect(cluster, cluster.containers());
    assertThat(containers).hasSize(CONTAINERS);
    long memory = 0;
    for (JsonNode container : containers) {
      JsonNode host = container.path("HostConfig");
      String name = container.path("Name").asText();
      assertThat(host.path("ReadonlyRootfs").asBoolean()).as(name).isTrue();
      assertThat(host.path("Privileged").asBoolean()).as(name).isFalse();
      assertThat(texts(host.path("CapDrop"))).as(name).containsExactly("ALL");
      assertThat(texts(host.path("SecurityOpt"))).as(name).contains("no-new-privileges:true");
      assertThat(host.path("NanoCpus").asLong()).as(name).isPositive();
      assertThat(host.path("RestartPolicy").path("Name").asText())
          .as(name)
          .isEqualTo("unless-stopped");
      assertThat(host.path("LogConfig").path("Config").path("max-size").asText())
          .as(name)
          .isNotEmpty();
      assertThat(container.path("Config").path("User").asText()).as(name).matches("[1-9]\\d*.*");
      assertThat(container.path("Config").path("Image").asText())
          .as(name)
          .matches("\\S+:v?\\d+\\.\\d+\\.\\d+");
      assertThat(host.path("Memory").asLong()).as(name).isPositive();
      memory += host.path("Memory").asLong();
    }
    assertThat(memory).as("memory limits of all containers").isLessThanOrEqualTo(ALL_MEMORY_BYTES);
  }

  @Test
  void anAgentIsOnlyInItsRegionAndOnTheBackboneAndReachesNobodyOutside(ComposeCluster cluster)
      throws IOException {
    for (String region : ComposeCluster.REGIONS) {
      List<String> ids = cluster.containers("agent-" + region);
      for (JsonNode agent : inspect(cluster, ids)) {
        Set<String> networks = new TreeSet<>();
        agent.path("NetworkSettings").path("Networks").fieldNames().forEachRemaining(networks::add);
        assertThat(networks)
            .containsExactly(cluster.network("backbone"), cluster.network("region-" + region));
      }
    }
    for (String network : List.of("backbone", "region-north", "region-south", "region-west")) {
      assertThat(
              cluster
                  .docker()
                  .call(
                      "network", "inspect", "--format", "{{.Internal}}", cluster.network(network)))
          .as(network)
          .isEqualTo("true");
    }
  }

  private static List<JsonNode> inspect(ComposeCluster cluster, List<String> ids)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("inspect"));
    line.addAll(ids);
    List<JsonNode> containers = new ArrayList<>();
    StrictJson.mapper().readTree(cluster.docker().call(line)).forEach(containers::add);
    return containers;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
