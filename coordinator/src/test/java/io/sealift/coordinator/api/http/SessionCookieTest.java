package io.sealift.coordinator.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.signature.AccessKey;
import io.sealift.signature.SessionToken;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cookie that holds a session. */
final class SessionCookieTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final SessionToken TOKEN =
      SessionToken.of(new AccessKey("ak-1", "secret"), "session01", NOW, NOW.plusSeconds(1800));

  @Test
  void overTlsItNeverTravelsInTheClear() {
    assertThat(SessionCookie.OVER_TLS.set(TOKEN, NOW))
        .isEqualTo(
            "__Host-sealift-session="
                + TOKEN.text()
                + "; Max-Age=1800; Path=/; HttpOnly; SameSite=Strict; Secure");
    assertThat(SessionCookie.OVER_TLS.cleared())
        .isEqualTo("__Host-sealift-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure");
    assertThat(SessionCookie.OVER_TLS.read("sealift-session=" + TOKEN.text())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SessionCookie.class)
  void itIsFoundAmongOthersAndOnlyOnce(SessionCookie cookie) {
    String set = cookie.set(TOKEN, NOW);
    String pair = set.substring(0, set.indexOf(';'));

    assertThat(cookie.read("a=b; " + pair + ";c=d")).contains(TOKEN);
    assertThat(cookie.read(pair + "; " + pair)).isEmpty();
    assertThat(cookie.read("x" + pair)).isEmpty();
    assertThat(cookie.isIn("x" + pair)).isFalse();
    assertThat(cookie.isIn(pair.substring(0, pair.indexOf('=') + 1))).isTrue();
    assertThat(cookie.read("")).isEmpty();
  }
}
