package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that the documentation allows and that are easily refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AcceptedValuesTest {
  private ApiFixture api;
  private RpcClient rpc;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
    GoodRequests.seed(api.cluster);
    api.engine.decides(new DecidingEngine(api.view));
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "TagResources, Tag.1.Value, acs:web",
    "TagResources, Tag.1.Value, aliyun",
    "DescribeRegions, InstanceChargeType, PrePaid",
    "DescribeRegions, InstanceChargeType, PostPaid",
    "DescribeRegions, InstanceChargeType, SpotWithPriceLimit",
    "DescribeRegions, InstanceChargeType, SpotAsPriceGo",
    "DescribeRegions, AcceptLanguage, fr",
    "DescribeTasks, TaskGroupId, tg-1",
  })
  void aValueThatIsAllowedIsTaken(String action, String name, String value) throws Exception {
    Map<String, String> parameters = rpc.old(ApiFixture.ALICE_KEY, action);
    parameters.putAll(GoodRequests.of(action));
    parameters.put(name, value);

    Reply reply = rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", parameters));

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }
}
