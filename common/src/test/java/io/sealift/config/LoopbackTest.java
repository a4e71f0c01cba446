package io.sealift.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "::1", "[::1]"})
  void anAddressOfThisMachineAloneIsLoopback(String host) {
    assertThat(Loopback.isLoopback(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "::",
        "10.0.0.1",
        "kafka",
        "localhost.example",
        "127.0.0.1.example",
        ""
      })
  void anythingElseIsNot(String host) {
    assertThat(Loopback.isLoopback(host)).isFalse();
  }
}
