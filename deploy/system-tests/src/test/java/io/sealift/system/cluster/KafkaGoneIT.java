package io.sealift.system.cluster;

import static io.sealift.system.cluster.EcsUser.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.aliyun.ecs20140526.Client;
import com.aliyun.ecs20140526.models.DeleteImageRequest;
import com.aliyun.ecs20140526.models.DescribeImagesRequest;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.ClientSettings;
import io.sealift.cli.client.RestFailure;
import io.sealift.coordinator.Coordinator;
import io.sealift.coordinator.CoordinatorSettings;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.signature.AccessKey;
import io.sealift.standalone.EmbeddedKafka;
import io.sealift.telemetry.Telemetry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users are told while Kafka is away, and that everything goes on when it is back. */
class KafkaGoneIT {
  private static final String GROUPS = "/v1/resource-groups";
  private static final String REGION = "north";

  private final Path kafkaDirectory;
  private final Path data;
  private EmbeddedKafka kafka;

  KafkaGoneIT(@TempDir Path directory) throws Exception {
    this.kafkaDirectory = Files.createDirectories(directory.resolve("kafka"));
    this.data = directory.resolve("data");
    this.kafka = new EmbeddedKafka(kafkaDirectory, 0);
  }

  private Coordinator start(Telemetry telemetry) throws Exception {
    return Coordinator.start(
        new CoordinatorSettings(
            Optional.empty(),
            Set.of(new RegionId(REGION)),
            KafkaSettings.of(kafka.bootstrapServers()),
            data,
            "127.0.0.1",
            0,
            5,
            5,
            1),
        telemetry);
  }

  private static JsonNode group(String name) {
    return ClusterClient.object().put("name", name);
  }

  private static void awaitGroup(ClusterClient client, String name) {
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .ignoreException(RestFailure.class)
        .until(() -> client.post(GROUPS, group(name)).has("resourceGroupId"));
  }

  @Test
  void changesAreToldToComeLaterAndLooksAreAnswered() throws Exception {
    try (Telemetry telemetry = new Telemetry();
        Coordinator coordinator = start(telemetry)) {
      AccessKey key = coordinator.administratorKey();
      URI address = URI.create("http://127.0.0.1:%d/".formatted(coordinator.port()));
      ClusterClient client = new ClusterClient(new ClientSettings(address, key, Optional.empty()));
      Client ecs = new EcsClients(address, key.id(), key.secret()).ecs();
      awaitGroup(client, "before");

      kafka.close();

      RestFailure failure =
          catchThrowableOfType(RestFailure.class, () -> client.post(GROUPS, group("meanwhile")));
      assertThat(failure.status()).isEqualTo(503);
      assertThat(failure.code()).isEqualTo("UNAVAILABLE");
      DeleteImageRequest deletion =
          new DeleteImageRequest().setRegionId(REGION).setImageId("m-none");
      assertRefused(503, "ServiceUnavailable", () -> ecs.deleteImage(deletion));
      assertThat(client.get(GROUPS).path("resourceGroups")).hasSize(1);
      DescribeImagesRequest look = new DescribeImagesRequest().setRegionId(REGION);
      assertThat(ecs.describeImages(look).getBody().getTotalCount()).isZero();

      kafka = new EmbeddedKafka(kafkaDirectory, 0);
      awaitGroup(client, "after");
      assertThat(client.get(GROUPS).path("resourceGroups").findValuesAsText("name"))
          .contains("before", "after");
      assertRefused(404, "InvalidImageId.NotFound", () -> ecs.deleteImage(deletion));
    } finally {
      kafka.close();
    }
  }
}
