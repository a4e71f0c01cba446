package io.sealift.agent.intake;

import io.sealift.agent.attempt.ReportFailedException;
import io.sealift.protocol.TaskMessage;

/** Works on a task to its end. */
@FunctionalInterface
public interface TaskRunner {
  /** Returns when the result, good or bad, is reported durably. */
  void run(TaskMessage task) throws ReportFailedException;
}
