package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.coordinator.account.Identity;
import io.sealift.coordinator.account.SessionAuthenticator;
import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.api.http.SessionCookie;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.copy.AccountId;
import io.sealift.signature.SessionToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/sessions}: how a browser signs in and out. */
public final class SessionsResource {
  private static final String SET_COOKIE = "set-cookie";

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  private record SessionJson(AccountId accountId, Role role, Optional<Instant> endsAt) {}

  private final SessionAuthenticator sessions;
  private final SessionCookie cookie;
  private final InstantSource clock;

  /** Sessions in these cookies. */
  public SessionsResource(
      SessionAuthenticator sessions, SessionCookie cookie, InstantSource clock) {
    this.sessions = sessions;
    this.cookie = cookie;
    this.clock = clock;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes
        .signIn("/v1/sessions", this::create)
        .get("/v1/sessions/current", this::show)
        .deleteForViewersToo("/v1/sessions/current", this::end);
  }

  private CompletionStage<Answer> create(Call call) {
    SessionToken token =
        call.session().orElseThrow(() -> new IllegalStateException("nobody has signed in"));
    return completedFuture(
        new Answer.Json(200, json(call), Map.of(SET_COOKIE, cookie.set(token, clock.instant()))));
  }

  private CompletionStage<Answer> show(Call call) {
    return completedFuture(Answer.ok(json(call)));
  }

  private static SessionJson json(Call call) {
    Identity identity = call.identity();
    return new SessionJson(
        identity.account(),
        identity.role(),
        call.session().map(token -> token.begun().plus(SessionAuthenticator.LONGEST)));
  }

  private CompletionStage<Answer> end(Call call) {
    SessionToken token =
        call.session()
            .orElseThrow(() -> new ApiException(404, "NOT_FOUND", "cookie: there is no session"));
    return sessions
        .end(token, clock.instant())
        .thenApply(done -> new Answer.Json(200, Map.of(), Map.of(SET_COOKIE, cookie.cleared())));
  }
}
