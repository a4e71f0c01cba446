package io.sealift.system.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the credentials of a role open at the brokers, tried with Kafka's own tools. */
@OnContainers
class ComposeAccessIT {
  private static final String REFUSED = "TopicAuthorizationException";
  private static final Path PROPERTIES = Path.of("../compose/admin.properties");

  @Test
  void anAgentReadsItsOwnRegionsTasksAndNoOthers(ComposeCluster cluster) {
    String credentials = "tls-agent-north";

    assertThat(read(cluster, credentials, "sealift.copy-tasks.north")).doesNotContain(REFUSED);
    assertThat(read(cluster, credentials, "sealift.copy-tasks.south")).contains(REFUSED);
    assertThat(read(cluster, credentials, "sealift.journal")).contains(REFUSED);
  }

  private static String read(ComposeCluster cluster, String credentials, String topic) {
    return say(
        cluster,
        credentials,
        "kafka-console-consumer.sh --consumer.config /client.properties --partition 0"
            + " --offset earliest --max-messages 1 --timeout-ms 4000 --topic "
            + topic);
  }

  /** All that a tool says to somebody in the region north with these credentials. */
  private static String say(ComposeCluster cluster, String credentials, String tool) {
    Docker.Ended ended =
        cluster
            .docker()
            .run(
                List.of(
                    "run",
                    "--rm",
                    "--network=" + cluster.network("region-north"),
                    "--volume=" + cluster.network(credentials) + ":/var/lib/sealift/tls:ro",
                    "--volume="
                        + PROPERTIES.toAbsolutePath().normalize()
                        + ":/client.properties:ro",
                    "--entrypoint=bash",
                    "apache/kafka:4.3.1",
                    "-c",
                    "/opt/kafka/bin/" + tool + " --bootstrap-server kafka-1:9092"));
    return ended.out() + ended.err();
  }
}
