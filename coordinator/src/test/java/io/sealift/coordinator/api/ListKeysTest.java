package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys {@code ListKeys} shows. */
final class ListKeysTest {
  private ApiFixture api;
  private RpcClient rpc;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
    GoodRequests.seed(api.cluster); // key-1 is enabled, key-2 is to be deleted.
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Reply list(String filters) throws Exception {
    return rpc.getSigned(
        "ListKeys", "Version", "2016-01-20", "RegionId", "east", "Filters", filters);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "[]|key-1 key-2",
        "[{\"Key\":\"KeyState\",\"Values\":[\"Enabled\"]}]|key-1",
        "[{\"Key\":\"KeyState\",\"Values\":[\"Enabled\",\"PendingDeletion\"]}]|key-1 key-2",
        "[{\"Key\":\"KeyState\",\"Values\":[\"Enabled\"]},"
            + "{\"Key\":\"KeyState\",\"Values\":[\"PendingDeletion\"]}]|key-1 key-2",
        "[{\"Key\":\"KeyState\",\"Values\":[\"Enabled\"]},"
            + "{\"Key\":\"KeySpec\",\"Values\":[\"Aliyun_AES_256\"]}]|key-1",
        "[{\"Key\":\"KeyState\",\"Values\":[\"Disabled\"]}]|''",
        "[{\"Key\":\"KeySpec\",\"Values\":[\"RSA_2048\"]}]|''",
        "[{\"Key\":\"KeyUsage\",\"Values\":[\"ENCRYPT/DECRYPT\"]}]|key-1 key-2",
        "[{\"Key\":\"ProtectionLevel\",\"Values\":[\"HSM\"]}]|''",
        "[{\"Key\":\"CreatorType\",\"Values\":[\"User\"]}]|key-1 key-2",
        "[{\"Key\":\"CreatorType\",\"Values\":[\"Service\"]}]|''",
        "[{\"Key\":\"DKMSInstanceId\",\"Values\":[\"kst-1\"]}]|''",
        "[{\"Key\":\"KeyState\",\"Values\":[]}]|key-1 key-2",
      })
  void keysAreFilteredByTheirProperties(String filters, String ids) throws Exception {
    Reply reply = list(filters);

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    List<String> found = reply.json().at("/Keys/Key").findValuesAsText("KeyId");
    assertThat(String.join(" ", found)).isEqualTo(ids);
    assertThat(reply.json().path("TotalCount").asInt()).isEqualTo(found.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[",
        "[null]",
        "[1]",
        "[{\"Key\":\"Colour\",\"Values\":[\"red\"]}]",
        "[{\"Key\":\"KeyState\"}]",
        "[{\"Key\":\"KeyState\",\"Values\":\"Enabled\"}]",
        "[{\"Key\":\"KeyState\",\"Values\":[],\"More\":1}]",
        "[{\"Key\":\"KeyState\",\"Values\":[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"]}]",
      })
  void whatIsNoFilterIsRefused(String filters) throws Exception {
    RpcClient.assertRefused(list(filters), 400, "InvalidParameter");
  }
}
