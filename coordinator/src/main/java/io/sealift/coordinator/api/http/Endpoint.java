package io.sealift.coordinator.api.http;

import java.util.concurrent.CompletionStage;

/** Answers one kind of request. */
@FunctionalInterface
public interface Endpoint {
  /** Answers a request whose signature was checked; throws {@link ApiException} to refuse it. */
  CompletionStage<Answer> handle(Call call);
}
