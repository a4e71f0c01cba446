package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.state.Image;
import io.sealift.copy.KeyReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which images {@code DescribeImages} shows. */
final class DescribeImagesTest {
  private ApiFixture api;
  private RpcClient rpc;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void imagesOfOthersAndOtherRegionsAreNotShown() throws Exception {
    api.cluster.image("1", TestCluster.ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE);
    api.cluster.image("2", TestCluster.BOB, Image.Status.AVAILABLE, KeyReference.STORAGE);
    api.cluster.image("3", TestCluster.ALICE, Image.Status.WAITING, KeyReference.STORAGE);

    assertThat(ids("RegionId", "east")).containsExactly("m-1");
    assertThat(ids("RegionId", "east", "Status", "ALL")).containsExactly("m-1", "m-3");
    assertThat(ids("RegionId", "east", "Status", "Waiting")).containsExactly("m-3");
    assertThat(ids("RegionId", "west")).isEmpty();
    assertThat(ids("RegionId", "east", "ImageId", "m-1")).containsExactly("m-1");
    assertThat(ids("RegionId", "east", "ImageId", "m-2")).isEmpty();
    assertThat(ids("RegionId", "west", "ImageId", "m-1")).isEmpty();
    assertThat(ids("RegionId", "east", "ImageId", "m-nowhere")).isEmpty();
    assertThat(ids("RegionId", "east", "ImageId", "m-3,m-1", "Status", "ALL"))
        .containsExactly("m-1", "m-3");
    assertThat(ids("RegionId", "east", "ImageName", "web")).containsExactly("m-1");
    assertThat(ids("RegionId", "east", "Tag.1.Key", "k", "Tag.1.Value", "w")).isEmpty();
    assertThat(ids("RegionId", "east", "Tag.1.Key", "k")).containsExactly("m-1");
    assertThat(ids("RegionId", "east", "Usable", "false")).containsExactly("m-3");
    assertThat(ids("RegionId", "east", "ImageOwnerAlias", "others")).isEmpty();
    RpcClient.assertRefused(
        rpc.getSigned("DescribeImages", "RegionId", "moon"), 404, "InvalidRegionId.NotFound");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CpuOnlineUpgrade",
        "CpuOnlineDowngrade",
        "MemoryOnlineUpgrade",
        "MemoryOnlineDowngrade"
      })
  void noImageIsKnownToBearChangesWhileItRuns(String key) throws Exception {
    api.cluster.image("1", TestCluster.ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE);

    assertThat(ids("RegionId", "east", "Filter.1.Key", key, "Filter.1.Value", "unsupported"))
        .containsExactly("m-1");
    assertThat(ids("RegionId", "east", "Filter.1.Key", key, "Filter.1.Value", "supported"))
        .isEmpty();
  }

  @Test
  void pagesGoByNumbersOrByTokens() throws Exception {
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      api.cluster.image("" + i, TestCluster.ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE);
      all.add("m-" + i);
    }
    List<String> numbered = new ArrayList<>();
    for (int page = 1; page <= 3; page++) {
      JsonNode answer = page("PageSize", "2", "PageNumber", String.valueOf(page));
      assertThat(answer.path("TotalCount").asInt()).isEqualTo(5);
      numbered.addAll(answer.at("/Images/Image").findValuesAsText("ImageId"));
    }
    List<String> followed = new ArrayList<>();
    String token = "";
    do {
      JsonNode answer = page("MaxResults", "2", "NextToken", token);
      followed.addAll(answer.at("/Images/Image").findValuesAsText("ImageId"));
      token = answer.path("NextToken").asText();
    } while (!token.isEmpty());

    assertThat(numbered).isEqualTo(all);
    assertThat(followed).isEqualTo(all);
    RpcClient.assertRefused(
        rpc.getSigned("DescribeImages", "RegionId", "east", "NextToken", "m-nowhere"),
        400,
        "InvalidParameter");
  }

  private JsonNode page(String... parameters) throws Exception {
    String[] asked = Arrays.copyOf(parameters, parameters.length + 2);
    asked[parameters.length] = "RegionId";
    asked[parameters.length + 1] = "east";
    return rpc.getSigned("DescribeImages", asked).json();
  }

  private List<String> ids(String... parameters) throws Exception {
    Reply reply = rpc.getSigned("DescribeImages", parameters);
    List<String> ids = new ArrayList<>();
    reply
        .json()
        .path("Images")
        .path("Image")
        .forEach(image -> ids.add(image.path("ImageId").asText()));
    assertThat(reply.json().path("TotalCount").asInt()).as(reply.text()).isEqualTo(ids.size());
    return ids;
  }
}
