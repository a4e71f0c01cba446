package io.sealift.coordinator.api.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;

/** A request with its response, the event loop that both belong to, and the id that errors name. */
record Exchange(Context context, HttpServerRequest request, String requestId) {}
