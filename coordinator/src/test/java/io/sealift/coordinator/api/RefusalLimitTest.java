package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.coordinator.account.RefusalLimit;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.signature.AccessKey;
import io.sealift.telemetry.MetricNames;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many requests that are not authentic, one after the other. */
final class RefusalLimitTest {
  private static final AccessKey WRONG = new AccessKey(ApiFixture.ALICE_KEY.id(), "not-hers");
  private static final int MOST = 100;

  private static String badRpc(ApiFixture api) throws Exception {
    RpcClient rpc = new RpcClient(api);
    return RpcClient.code(
        rpc.get(RpcClient.signed(WRONG, "GET", rpc.old(WRONG, "DescribeRegions"))));
  }

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private ApiFixture fixture(Path directory) throws Exception {
    return new ApiFixture(
        directory, ApiSettings.listeningOn("127.0.0.1", 0), RefusalLimit.usual(meters));
  }

  private double counted(String metric) {
    return meters.get(metric).counter().count();
  }

  @Test
  void aHundredWrongSignaturesAreToldSoAndWhatComesThenIsTurnedAwayForAMinute(
      @TempDir Path directory) throws Exception {
    try (ApiFixture api = fixture(directory)) {
      List<String> codes = new ArrayList<>();
      for (int i = 0; i < MOST; i++) {
        codes.add(badRpc(api));
      }
      assertThat(codes).containsOnly("SignatureDoesNotMatch");

      assertThat(badRpc(api)).isEqualTo("Throttling");
      Reply reply = api.get(WRONG, "/v1/images");
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.headers().get("retry-after")).containsExactly("60");
      assertThat(counted(MetricNames.AUTHENTICATION_REFUSALS)).isEqualTo(MOST + 2);
      assertThat(counted(MetricNames.ADDRESSES_THROTTLED)).isEqualTo(1);
      api.now = api.now.plusSeconds(60);
      assertThat(badRpc(api)).isEqualTo("SignatureDoesNotMatch");
      assertThat(api.get(WRONG, "/v1/images").status()).isEqualTo(401);
      assertThat(counted(MetricNames.AUTHENTICATION_REFUSALS)).isEqualTo(MOST + 4);
      assertThat(counted(MetricNames.ADDRESSES_THROTTLED)).isEqualTo(1);
    }
  }

  @Test
  void whoSignsWellIsNotShutOutByOthersOfTheSameAddress(@TempDir Path directory) throws Exception {
    try (ApiFixture api = fixture(directory)) {
      for (int i = 0; i < 2 * MOST; i++) {
        badRpc(api);
      }

      assertThat(new RpcClient(api).getSigned("DescribeRegions").status()).isEqualTo(200);
      assertThat(api.get("/v1/images").status()).isEqualTo(200);
    }
  }

  @Test
  void addressesAreCountedApartAndAsOneWhereThereAreTooMany() {
    RefusalLimit limit = new RefusalLimit(1, meters);
    Instant now = TestCluster.NOW;
    assertThat(limit.count("a", now)).isTrue();
    assertThat(limit.count("b", now)).isTrue();
    assertThat(limit.count("a", now)).isFalse();

    for (int i = 0; i < 10_000; i++) {
      limit.count("address-" + i, now);
    }

    assertThat(limit.count("one more", now)).isFalse();
    assertThat(limit.count("one more", now.plusSeconds(60))).isTrue();
  }
}
