package io.sealift.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of browsers' sessions. */
final class SessionTokenTest {
  private static final AccessKey KEY = new AccessKey("ak-1", "secret");
  private static final Instant BEGUN = Instant.ofEpochSecond(1_700_000_000);
  private static final SessionToken TOKEN =
      SessionToken.of(KEY, "session01", BEGUN, BEGUN.plusSeconds(1800));

  @Test
  void itIsReadAsItWasWritten() {
    assertThat(TOKEN.text()).startsWith("sealift-session1.ak-1.session01.1700000000.1700001800.");
    assertThat(SessionToken.parse(TOKEN.text())).contains(TOKEN);
    assertThat(TOKEN.isSignedWith("secret")).isTrue();
    assertThat(TOKEN.isSignedWith("Secret")).isFalse();
  }

  @Test
  void everyFieldIsSigned() {
    String signature = TOKEN.signature();
    Instant later = BEGUN.plusSeconds(1801);

    assertThat(
            new SessionToken("ak-2", "session01", BEGUN, TOKEN.expires(), signature)
                .isSignedWith("secret"))
        .isFalse();
    assertThat(
            new SessionToken("ak-1", "session02", BEGUN, TOKEN.expires(), signature)
                .isSignedWith("secret"))
        .isFalse();
    assertThat(
            new SessionToken("ak-1", "session01", later, TOKEN.expires(), signature)
                .isSignedWith("secret"))
        .isFalse();
    assertThat(
            new SessionToken("ak-1", "session01", BEGUN, later, signature).isSignedWith("secret"))
        .isFalse();
  }

  @Test
  void aLongerOneIsOfTheSameSession() {
    SessionToken longer = TOKEN.until(BEGUN.plusSeconds(3600), "secret");

    assertThat(longer.sessionId()).isEqualTo(TOKEN.sessionId());
    assertThat(longer.begun()).isEqualTo(BEGUN);
    assertThat(longer.isSignedWith("secret")).isTrue();
  }

  @Test
  void itIsNoBearerTokenAndShowsNoSignature() {
    assertThat(BearerToken.parse(TOKEN.text())).isEmpty();
    assertThat(SessionToken.parse(BearerToken.of(KEY, BEGUN).text())).isEmpty();
    assertThat(TOKEN.toString()).doesNotContain(TOKEN.signature());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a;b", "a,b", "a\"b", "a\\b", "", "\u00e9", "a\nb"})
  void anIdThatCannotStandInACookieHasNoSessions(String id) {
    assertThat(SessionToken.canName(id)).isFalse();
    SessionToken odd = SessionToken.of(new AccessKey(id, "secret"), "session01", BEGUN, BEGUN);
    assertThat(SessionToken.parse(odd.text())).isEmpty();
  }
}
