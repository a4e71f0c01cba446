package io.sealift.agent.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SealSelfTestTest {
  @ParameterizedTest
  @EnumSource(AeadEngine.class)
  void theSelfTestMeasuresEveryEngine(AeadEngine engine) {
    SealSelfTest result = SealSelfTest.run(engine);

    assertThat(result.engineName()).isNotBlank();
    assertThat(result.bytesPerSecond()).isPositive();
  }
}
