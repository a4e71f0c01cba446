package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sealift.coordinator.account.TokenAuthenticator;
import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.signature.BearerToken;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/tokens}: short-lived tokens for those who cannot sign. */
public final class TokensResource {
  private static final long LEAST_SECONDS = 60;
  private static final long DEFAULT_SECONDS = 900;

  private record CreateBody(Optional<Long> validitySeconds) {}

  private record TokenJson(String token, Instant expiresAt) {
    @Override
    public String toString() {
      return "TokenJson[" + expiresAt + "]";
    }
  }

  private final TokenAuthenticator tokens;
  private final InstantSource clock;

  /** Tokens of whoever asks. */
  public TokensResource(TokenAuthenticator tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Adds its route. */
  public void addTo(Routes routes) {
    routes.forViewersToo("/v1/tokens", this::create);
  }

  private CompletionStage<Answer> create(Call call) {
    long seconds = call.body(CreateBody.class).validitySeconds().orElse(DEFAULT_SECONDS);
    long most = TokenAuthenticator.MOST_VALIDITY.toSeconds();
    if (seconds < LEAST_SECONDS || seconds > most) {
      throw ApiException.invalid(
          "validitySeconds: must be %d to %d, not %d".formatted(LEAST_SECONDS, most, seconds));
    }
    Instant expires = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds);
    BearerToken token =
        tokens
            .make(call.identity(), expires)
            .orElseThrow(
                () ->
                    new ApiException(
                        403, "FORBIDDEN", "authorization: a token does not make another one"));
    return completedFuture(Answer.ok(new TokenJson(token.text(), expires)));
  }
}
