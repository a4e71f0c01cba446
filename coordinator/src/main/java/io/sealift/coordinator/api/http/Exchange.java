package io.sealift.coordinator.api.http;

import io.sealift.copy.TraceParent;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request with its response, the event loop that both belong to, the id that errors name, and the
 * trace that it belongs to.
 */
record Exchange(Context context, HttpServerRequest request, String requestId, TraceParent trace) {}
