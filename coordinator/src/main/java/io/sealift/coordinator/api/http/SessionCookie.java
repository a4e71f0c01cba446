package io.sealift.coordinator.api.http;

import io.sealift.signature.SessionToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The cookie that holds a session's token: no script reads it, no other site's page sends it, and
 * over TLS it never travels in the clear.
 */
public enum SessionCookie {
  /** Of a server that answers over TLS; browsers take the name only with all that it promises. */
  OVER_TLS("__Host-sealift-session", "; Secure"),
  /** Of a server that answers in the clear. */
  IN_THE_CLEAR("sealift-session", "");

  private static final String RULES = "; Path=/; HttpOnly; SameSite=Strict";

  private final String cookie;
  private final String secure;

  SessionCookie(String cookie, String secure) {
    this.cookie = cookie;
    this.secure = secure;
  }

  /** The token in a {@code Cookie} header; empty when there is none, or there are two. */
  Optional<SessionToken> read(String header) {
    Optional<SessionToken> found = Optional.empty();
    for (String pair : header.split(";", -1)) {
      String stripped = pair.strip();
      if (stripped.startsWith(cookie + "=")) {
        if (found.isPresent()) {
          return Optional.empty();
        }
        found = SessionToken.parse(stripped.substring(cookie.length() + 1));
      }
    }
    return found;
  }

  /** Whether a {@code Cookie} header has the cookie, whatever is in it. */
  boolean isIn(String header) {
    for (String pair : header.split(";", -1)) {
      if (pair.strip().startsWith(cookie + "=")) {
        return true;
      }
    }
    return false;
  }

  /** Has a browser keep the token until it expires. */
  public String set(SessionToken token, Instant now) {
    long seconds = Math.max(0, Duration.between(now, token.expires()).toSeconds());
    return "%s=%s; Max-Age=%d%s%s".formatted(cookie, token.text(), seconds, RULES, secure);
  }

  /** Has a browser forget it. */
  public String cleared() {
    return "%s=; Max-Age=0%s%s".formatted(cookie, RULES, secure);
  }
}
