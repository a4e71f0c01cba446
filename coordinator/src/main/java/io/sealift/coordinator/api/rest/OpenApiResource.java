package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** {@code /v1/openapi.json}: what this API takes and answers, for programs. */
public final class OpenApiResource {
  private static final String FILE = "openapi.json";

  private final Answer document = new Answer.Text(200, "application/json", read());

  /** Adds its route. */
  public void addTo(Routes routes) {
    routes.open("/v1/openapi.json", call -> completedFuture(document));
  }

  private static String read() {
    try (InputStream file = OpenApiResource.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException("the resource %s is missing".formatted(FILE));
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the resource " + FILE, e);
    }
  }
}
