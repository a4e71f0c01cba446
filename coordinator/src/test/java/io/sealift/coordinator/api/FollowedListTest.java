package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.KeyReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that are followed by tokens. */
final class FollowedListTest {
  private ApiFixture api;
  private RpcClient rpc;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
    for (int i = 1; i <= 5; i++) {
      api.cluster.image("" + i, TestCluster.ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE);
    }
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private JsonNode page(String action, String most, String token) throws Exception {
    return rpc.getSigned(action, "RegionId", "east", "MaxResults", most, "NextToken", token).json();
  }

  private String token(String action) throws Exception {
    return page(action, "2", "").path("NextToken").asText();
  }

  /** Follows the list to its end, and deletes what it is shown; gives the ids in order. */
  private List<String> deletedAsShown(String action, String items, String idField, String kind)
      throws Exception {
    List<String> seen = new ArrayList<>();
    String token = "";
    do {
      JsonNode answer = page(action, "2", token);
      for (String id : answer.at(items).findValuesAsText(idField)) {
        seen.add(id);
        api.view.apply(kind + id, null);
      }
      token = answer.path("NextToken").asText();
    } while (!token.isEmpty());
    return seen;
  }

  @Test
  void imagesThatAreDeletedAsTheyAreShownDoNotEndTheList() throws Exception {
    assertThat(deletedAsShown("DescribeImages", "/Images/Image", "ImageId", Image.KIND))
        .containsExactly("m-1", "m-2", "m-3", "m-4", "m-5");
  }

  @Test
  void snapshotsThatAreDeletedAsTheyAreShownDoNotEndTheList() throws Exception {
    assertThat(
            deletedAsShown("DescribeSnapshots", "/Snapshots/Snapshot", "SnapshotId", Snapshot.KIND))
        .containsExactly("s-1", "s-2", "s-3", "s-4", "s-5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"m-2", "Z", "!", "bm93aGVyZQ", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void whatIsNoTokenIsRefused(String token) throws Exception {
    for (String action : List.of("DescribeImages", "DescribeSnapshots")) {
      RpcClient.assertRefused(
          rpc.getSigned(action, "RegionId", "east", "NextToken", token), 400, "InvalidParameter");
    }
  }

  @Test
  void aTokenBelongsToOneListOfOneAccount() throws Exception {
    String token = token("DescribeImages");

    RpcClient.assertRefused(
        rpc.getSigned("DescribeSnapshots", "RegionId", "east", "NextToken", token),
        400,
        "InvalidParameter");
    RpcClient.assertRefused(
        rpc.getSigned("DescribeImages", "RegionId", "west", "NextToken", token),
        400,
        "InvalidParameter");
    RpcClient.assertRefused(
        rpc.postSigned(ApiFixture.BOB_KEY, "DescribeImages", "RegionId=east&NextToken=" + token),
        400,
        "InvalidParameter");
    RpcClient.assertRefused(
        rpc.getSigned("DescribeImages", "RegionId", "east", "NextToken", "A" + token.substring(1)),
        400,
        "InvalidParameter");
  }
}
