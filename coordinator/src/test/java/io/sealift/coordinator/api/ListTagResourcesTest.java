package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.SnapshotProfile;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tags of which resources {@code ListTagResources} shows. */
final class ListTagResourcesTest {
  private ApiFixture api;
  private RpcClient rpc;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
    image("1", Optional.of("rg-1"), Map.of("team", "web", "stage", "test"));
    image("2", Optional.empty(), Map.of("team", "web", "stage", "live"));
    image("3", Optional.of("rg-1"), Map.of("team", "db"));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void image(String id, Optional<String> group, Map<String, String> tags) {
    Image image =
        api.cluster.image(id, TestCluster.ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE);
    api.cluster.put(
        image.withAttributes(
            new Image.Attributes(image.attributes().name(), Optional.empty(), group, tags)));
    api.cluster.put(
        new SnapshotProfile(
            new SnapshotId("s-" + id), Optional.empty(), group, tags, Optional.empty()));
  }

  private Reply ask(String type, String... parameters) throws Exception {
    List<String> all = new ArrayList<>(List.of("RegionId", "east", "ResourceType", type));
    all.addAll(List.of(parameters));
    return rpc.getSigned("ListTagResources", all.toArray(new String[0]));
  }

  private List<String> list(String type, String... parameters) throws Exception {
    Reply reply = ask(type, parameters);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    List<String> found = new ArrayList<>();
    for (JsonNode tag : reply.json().at("/TagResources/TagResource")) {
      found.add(
          "%s %s=%s"
              .formatted(
                  tag.path("ResourceId").asText(),
                  tag.path("TagKey").asText(),
                  tag.path("TagValue").asText()));
    }
    return found;
  }

  @Test
  void aResourceMustHaveAllTagsThatAreAskedFor() throws Exception {
    assertThat(
            list(
                "image",
                "Tag.1.Key",
                "team",
                "Tag.1.Value",
                "web",
                "Tag.2.Key",
                "stage",
                "Tag.2.Value",
                "live"))
        .containsExactly("m-2 stage=live", "m-2 team=web");
    assertThat(list("image", "Tag.1.Key", "stage"))
        .containsExactly("m-1 stage=test", "m-2 stage=live");
    assertThat(list("image", "Tag.1.Key", "stage", "ResourceId.1", "m-1"))
        .containsExactly("m-1 stage=test");
    assertThat(list("snapshot", "Tag.1.Key", "team", "Tag.1.Value", "db"))
        .containsExactly("s-3 team=db");
  }

  @Test
  void aTagOfTheServiceStandsForTheResourceGroup() throws Exception {
    assertThat(list("image", "Tag.1.Key", "acs:rm:rgId", "Tag.1.Value", "rg-1"))
        .containsExactly("m-1 stage=test", "m-1 team=web", "m-3 team=db");
    assertThat(
            list(
                "snapshot",
                "Tag.1.Key",
                "acs:rm:rgId",
                "Tag.1.Value",
                "rg-1",
                "Tag.2.Key",
                "stage"))
        .containsExactly("s-1 stage=test");
    assertThat(list("image", "Tag.1.Key", "acs:rm:rgId", "Tag.1.Value", "rg-2")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stage||m-1 stage=test,m-2 stage=live",
        "st*||m-1 stage=test,m-2 stage=live",
        "*ag*||m-1 stage=test,m-2 stage=live",
        "tag||",
        "team|web|m-1 team=web,m-2 team=web",
        "team|w*|m-1 team=web,m-2 team=web",
        "team|*b*|m-1 team=web,m-2 team=web,m-3 team=db",
        "team|b*|",
      })
  void aFilterFitsAWholeTextItsBeginningOrAPartOfIt(
      String key, @Nullable String value, @Nullable String found) throws Exception {
    List<String> filter = new ArrayList<>(List.of("TagFilter.1.TagKey", key));
    if (value != null) {
      filter.addAll(List.of("TagFilter.1.TagValues.1", value));
    }

    assertThat(list("image", filter.toArray(new String[0])))
        .containsExactlyElementsOf(found == null ? List.of() : List.of(found.split(",")));
  }

  @Test
  void aResourceMustPassAllFiltersOfKeysByAnyOfTheirValues() throws Exception {
    assertThat(
            list(
                "snapshot",
                "TagFilter.1.TagKey",
                "team",
                "TagFilter.1.TagValues.1",
                "we*",
                "TagFilter.1.TagValues.2",
                "db",
                "TagFilter.2.TagKey",
                "s*"))
        .containsExactly("s-1 stage=test", "s-1 team=web", "s-2 stage=live", "s-2 team=web");
    assertThat(list("image", "ResourceId.1", "m-2", "TagFilter.1.TagKey", "*a*"))
        .containsExactly("m-2 stage=live", "m-2 team=web");
  }

  @Test
  void aPairNeedsItsKeyAndAGroupItsId() throws Exception {
    RpcClient.assertRefused(ask("image", "Tag.1.Value", "web"), 400, "InvalidTag.Mismatch");
    RpcClient.assertRefused(ask("image", "Tag.1.Key", "acs:rm:rgId"), 400, "InvalidTag.Mismatch");
  }
}
