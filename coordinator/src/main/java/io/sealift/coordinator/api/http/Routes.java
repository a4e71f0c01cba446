package io.sealift.coordinator.api.http;

import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.api.http.Reception.Access;
import io.sealift.coordinator.api.http.Reception.Rules;
import io.sealift.coordinator.audit.CoordinatorAudit;
import io.sealift.copy.IdSource;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which endpoint answers which path and method. Resources add theirs; then {@link #handler} serves.
 */
public final class Routes {
  /** How long a JSON body may be, unless its endpoint says otherwise. */
  public static final int MAX_BODY_BYTES = 64 << 10;

  private static final int MAX_SIGN_IN_BYTES = 1 << 10;

  // No parameter of a path needs an escape, an empty segment or a dot: what has one is not
  // normalised, but unknown, so the signed path is the routed path.
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-]{1,128})+");

  private static final Logger LOGGER = LoggerFactory.getLogger(Routes.class);

  private final Router router;
  private final Reception reception;
  private final Map<String, List<String>> methods = new LinkedHashMap<>();

  /** No routes yet. */
  public Routes(
      Vertx vertx, Authenticator authenticator, ConnectionGuard guard, Surroundings surroundings) {
    this.router = Router.router(vertx);
    this.reception = new Reception(authenticator, guard, surroundings);
  }

  /**
   * What request handling draws on.
   *
   * @param workers run what is slow or takes locks; may refuse work
   * @param ids for the ids that errors name
   * @param cookie in which browsers bring their sessions
   */
  public record Surroundings(
      Executor workers,
      InstantSource clock,
      IdSource ids,
      int maxEventStreams,
      CoordinatorAudit audits,
      SessionCookie cookie) {}

  /** A signed GET that takes these parameters. */
  public Routes get(String path, Endpoint endpoint, String... query) {
    return add(HttpMethod.GET, path, Access.SIGNED, 0, Set.of(query), endpoint);
  }

  /** A signed DELETE that takes these parameters. */
  public Routes delete(String path, Endpoint endpoint, String... query) {
    return add(HttpMethod.DELETE, path, Access.SIGNED, 0, Set.of(query), endpoint);
  }

  /** A signed POST with a JSON body. */
  public Routes post(String path, Endpoint endpoint) {
    return post(path, MAX_BODY_BYTES, endpoint);
  }

  /** A signed POST with a JSON body up to that length. */
  public Routes post(String path, int maxBodyBytes, Endpoint endpoint) {
    return add(HttpMethod.POST, path, Access.SIGNED, maxBodyBytes, Set.of(), endpoint);
  }

  /** A signed POST with a JSON body that changes nothing, and so is open to viewers. */
  public Routes forViewersToo(String path, Endpoint endpoint) {
    return add(HttpMethod.POST, path, Access.SIGNED_BY_ANYBODY, MAX_BODY_BYTES, Set.of(), endpoint);
  }

  /** A signed DELETE of what is a viewer's own. */
  public Routes deleteForViewersToo(String path, Endpoint endpoint) {
    return add(HttpMethod.DELETE, path, Access.SIGNED_BY_ANYBODY, 0, Set.of(), endpoint);
  }

  /** A POST whose body says, with an access key, who asks. */
  public Routes signIn(String path, Endpoint endpoint) {
    return add(HttpMethod.POST, path, Access.SIGN_IN, MAX_SIGN_IN_BYTES, Set.of(), endpoint);
  }

  /** An unsigned GET. */
  public Routes open(String path, Endpoint endpoint) {
    return add(HttpMethod.GET, path, Access.OPEN, 0, Set.of(), endpoint);
  }

  private Routes add(
      HttpMethod method,
      String path,
      Access access,
      int maxBodyBytes,
      Set<String> query,
      Endpoint endpoint) {
    Rules rules = new Rules(access, maxBodyBytes, query, method.name() + " " + path);
    router.route(method, path).handler(routing -> reception.serve(routing, rules, endpoint));
    methods.computeIfAbsent(path, key -> new ArrayList<>()).add(method.name());
    return this;
  }

  /** The methods of each path that was added; a parameter starts with a colon. */
  public Map<String, List<String>> methods() {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    methods.forEach((path, allowed) -> copy.put(path, List.copyOf(allowed)));
    return copy;
  }

  /** Serves all routes that were added, and refuses everything else. */
  public Handler<HttpServerRequest> handler() {
    router.route().order(-1).handler(this::onlyPlainPaths);
    methods.forEach(
        (path, allowed) -> router.route(path).handler(routing -> wrongMethod(routing, allowed)));
    router.route().handler(routing -> routing.fail(404));
    router.route().failureHandler(this::failed);
    return router;
  }

  private void onlyPlainPaths(RoutingContext routing) {
    String path = routing.request().path();
    if (path != null && (PATH.matcher(path).matches() || methods.containsKey(path))) {
      routing.next();
    } else {
      routing.fail(404);
    }
  }

  private void wrongMethod(RoutingContext routing, List<String> allowed) {
    String names = String.join(", ", allowed);
    routing.response().putHeader("allow", names);
    reception.refuse(
        routing, new ApiException(405, "METHOD_NOT_ALLOWED", "method: can only be " + names));
  }

  private void failed(RoutingContext routing) {
    if (routing.statusCode() == 400) {
      reception.refuse(routing, ApiException.invalid("request: its host or its path is malformed"));
    } else if (routing.failure() != null) {
      LOGGER.atError().setCause(routing.failure()).log("request failed by a defect");
      reception.refuse(routing, new ApiException(500, "INTERNAL", "server: a defect"));
    } else {
      reception.refuse(routing, new ApiException(404, "NOT_FOUND", "path: there is no such path"));
    }
  }
}
