package io.sealift.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {
  private static final AccessKey KEY = new AccessKey("ak-1", "secret");
  private static final String SIGNATURE =
      "758f66ec6a6a5da624cf09da1614ac5b17c165f19889a01a0dff0e9b06678823";
  private static final Instant EXPIRES = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void aTokenIsReadAsItWasWrittenAndPrintsNoSignature() {
    BearerToken token = BearerToken.of(KEY, EXPIRES);

    assertThat(token.text()).isEqualTo("sealift1.ak-1.1767323045." + SIGNATURE);
    assertThat(BearerToken.parse(token.text())).contains(token);
    assertThat(token.isSignedWith("secret")).isTrue();
    assertThat(token).asString().doesNotContain(token.signature());
  }

  @Test
  void whatIsChangedIsNoLongerSigned() {
    BearerToken token = BearerToken.of(KEY, EXPIRES);

    assertThat(token.isSignedWith("other")).isFalse();
    assertThat(new BearerToken("ak-2", EXPIRES, token.signature()).isSignedWith("secret"))
        .isFalse();
    assertThat(
            new BearerToken("ak-1", EXPIRES.plusSeconds(1), token.signature())
                .isSignedWith("secret"))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sealift1",
        "sealift1.ak.1.00",
        "sealift2.ak.1." + SIGNATURE,
        "sealift1.ak.-1." + SIGNATURE,
        "sealift1.ak.999999999999." + SIGNATURE,
        "sealift1.a k.1." + SIGNATURE,
        "sealift1..1." + SIGNATURE,
        "sealift1.ak.1." + SIGNATURE + "0"
      })
  void whatIsNoTokenIsNotRead(String text) {
    assertThat(BearerToken.parse(text)).isEmpty();
  }
}
