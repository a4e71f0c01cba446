package io.sealift.agent.intake;

import io.sealift.agent.attempt.ReportFailedException;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.TaskMessage;

/** Works on a task to its end. */
@FunctionalInterface
public interface TaskRunner {
  /**
   * Returns when the result, good or bad, is reported durably.
   *
   * @param trace the span of this attempt
   */
  void run(TaskMessage task, TraceParent trace) throws ReportFailedException;
}
