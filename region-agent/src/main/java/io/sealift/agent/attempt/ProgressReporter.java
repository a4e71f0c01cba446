package io.sealift.agent.attempt;

import io.sealift.copy.TraceParent;
import io.sealift.protocol.ProgressMessage;

/** Tells the engine. Safe for use by many threads. */
public interface ProgressReporter {
  /** Sends a message that may be lost: the next one says more. Never waits. */
  void hint(ProgressMessage message);

  /** Sends a message and returns when it is durable. */
  void publish(ProgressMessage message) throws ReportFailedException;

  /** The same reporter, whose messages belong to that trace. */
  default ProgressReporter in(TraceParent trace) {
    return this;
  }
}
