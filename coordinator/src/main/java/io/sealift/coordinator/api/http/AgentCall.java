package io.sealift.coordinator.api.http;

import io.sealift.copy.RegionId;
import io.sealift.copy.TraceParent;
import java.util.concurrent.CompletionStage;

/**
 * Has one of a region's agents do something at once.
 *
 * @param <Q> what is asked for
 * @param <A> what comes of it
 */
@FunctionalInterface
public interface AgentCall<Q, A> {
  /** Asks for it, as part of that trace. */
  CompletionStage<A> ask(RegionId region, Q question, TraceParent trace);
}
