package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of requests that the engine must never see, with one server for a whole class, whose
 * deadlines are far away. After each test a good request to either interface must work.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UnwantedRequests {
  ApiFixture api;
  RpcClient rpc;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = ApiFixture.patient(directory);
    rpc = new RpcClient(api);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @AfterEach
  void nothingReachesTheEngineAndTheNextGoodRequestWorks() throws Exception {
    assertThat(api.engine.sent()).isEmpty();
    assertThat(api.get("/v1/images").status()).isEqualTo(200);
    assertThat(rpc.getSigned("DescribeRegions").status()).isEqualTo(200);
  }
}
