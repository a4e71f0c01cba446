package io.sealift.coordinator.api.http;

import io.sealift.coordinator.account.Identity;
import io.sealift.copy.AccountId;
import io.sealift.copy.TraceParent;
import io.sealift.signature.SessionToken;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request whose signature was checked.
 *
 * @param session that a browser is in
 * @param trace that what it asks for belongs to
 * @param pathParameters by name
 * @param query only parameters that the endpoint knows, each once
 * @param body whole, empty if there was none
 */
public record Call(
    Identity identity,
    Optional<SessionToken> session,
    TraceParent trace,
    Map<String, String> pathParameters,
    Map<String, String> query,
    Buffer body) {
  /** Who asks. */
  public AccountId account() {
    return identity.account();
  }

  /** An id in the path. */
  public <I> I id(String name, Function<String, I> form) {
    return parse(name, pathParameters.getOrDefault(name, ""), form);
  }

  /** A parameter of the query. */
  public <T> Optional<T> query(String name, Function<String, T> form) {
    return Optional.ofNullable(query.get(name)).map(text -> parse(name, text, form));
  }

  /** The body as a JSON object of that type; an absent one is an empty object. */
  public <T> T body(Class<T> type) {
    return JsonBody.read(body.getBytes(), type);
  }

  /** Refuses a body that says anything. */
  public void requireNoBody() {
    body(Nothing.class);
  }

  private record Nothing() {}

  private static <T> T parse(String name, String text, Function<String, T> form) {
    try {
      return form.apply(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(name + ": " + e.getMessage());
    }
  }
}
