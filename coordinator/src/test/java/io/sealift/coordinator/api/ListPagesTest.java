package io.sealift.coordinator.api;

import static io.sealift.coordinator.api.TestCluster.ALICE;
import static io.sealift.coordinator.api.TestCluster.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.state.Image;
import io.sealift.copy.KeyReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists that are searched, ordered and shown in parts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ListPagesTest {
  private ApiFixture api;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    image("a", "Web", Map.of("env", "prod"), Optional.of("rg-1"));
    image("b", "db", Map.of("Owner", "team-web"), Optional.empty());
    image("c", "cache", Map.of(), Optional.empty());
    api.cluster.image("d", BOB, Image.Status.AVAILABLE, KeyReference.STORAGE, "web-of-bob");
  }

  private void image(String id, String name, Map<String, String> tags, Optional<String> group) {
    Image image = api.cluster.image(id, ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE, name);
    api.cluster.put(
        image.withAttributes(new Image.Attributes(name, Optional.empty(), group, tags)));
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private static List<String> names(Reply reply) {
    List<String> names = new ArrayList<>();
    for (JsonNode image : reply.json().path("images")) {
      names.add(image.path("name").asText());
    }
    return names;
  }

  @ParameterizedTest
  @CsvSource({
    "search=web, Web db, 2",
    "search=OWNER%3Dteam, db, 1",
    "search=m-c, cache, 1",
    "search=nothing, '', 0",
    "resourceGroup=rg-1, Web, 1",
    "order=name, cache db Web, 3",
    "order=nameDescending, Web db cache, 3",
    "order=name&limit=2, cache db, 3",
    "order=name&limit=2&offset=2, Web, 3",
    "offset=3, '', 3"
  })
  void whatIsAskedForIsShownAndAllOfItCounted(String query, String names, int total)
      throws Exception {
    Reply reply = api.get("/v1/images?" + query);

    assertThat(String.join(" ", names(reply))).isEqualTo(names);
    assertThat(reply.json().path("total").asInt()).isEqualTo(total);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, 'limit: must be 1 to 1000, not 0'",
    "limit=1001, 'limit: must be 1 to 1000, not 1001'",
    "limit=x, limit: must be a number from 0",
    "offset=-1, offset: must be a number from 0",
    "offset=99999999999, offset: must be a number from 0",
    "order=best, 'order: must be newest, oldest, name, nameDescending or status'"
  })
  void whatIsNoPageIsRefused(String query, String message) throws Exception {
    Reply reply = api.get("/v1/images?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo(message);
  }

  @Test
  void jobsAreCountedToo() throws Exception {
    Reply reply = api.get("/v1/jobs?limit=1&offset=5");

    assertThat(reply.json().path("jobs")).isEmpty();
    assertThat(reply.json().path("total").isInt()).isTrue();
  }
}
