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

  @Test
  void aProducerWritesRequestsAndReadsEventsAndNothingElse(ComposeCluster cluster) {
    String credentials = "tls-producer";

    assertThat(write(cluster, credentials, "sealift.copy-requests")).doesNotContain(REFUSED);
    assertThat(write(cluster, credentials, "sealift.copy-tasks.south")).contains(REFUSED);
    assertThat(write(cluster, credentials, "sealift.progress")).contains(REFUSED);
    assertThat(read(cluster, credentials, "sealift.job-events")).doesNotContain(REFUSED);
    assertThat(read(cluster, credentials, "sealift.copy-requests")).contains(REFUSED);
  }

  @Test
  void anAgentWritesReportsAndNoTasks(ComposeCluster cluster) {
    String credentials = "tls-agent-north";

    assertThat(write(cluster, credentials, "sealift.copy-tasks.north")).contains(REFUSED);
    assertThat(write(cluster, credentials, "sealift.journal")).contains(REFUSED);
    assertThat(write(cluster, credentials, "sealift.copy-requests")).contains(REFUSED);
  }

  // No request and no report: whoever may write it writes something that is refused and counted.
  private static String write(ComposeCluster cluster, String credentials, String topic) {
    return say(
        cluster,
        credentials,
        "kafka-console-producer.sh --sync --command-config /client.properties --topic " + topic,
        "echo nonsense | ");
  }

  private static String read(ComposeCluster cluster, String credentials, String topic) {
    return say(
        cluster,
        credentials,
        "kafka-console-consumer.sh --command-config /client.properties --partition 0"
            + " --offset earliest --max-messages 1 --timeout-ms 4000 --topic "
            + topic,
        "");
  }

  /** All that a tool says to somebody in the region north with these credentials. */
  private static String say(ComposeCluster cluster, String credentials, String tool, String input) {
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
                    input + "/opt/kafka/bin/" + tool + " --bootstrap-server kafka-1:9092"));
    return ended.out() + ended.err();
  }
}
