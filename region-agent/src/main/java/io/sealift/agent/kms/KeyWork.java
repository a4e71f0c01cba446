package io.sealift.agent.kms;

import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.TaskMessage;
import java.util.Locale;
import java.util.Optional;

/**
 * What a key is used for.
 *
 * @param purpose the kind of a task, or of a request to the agent
 * @param account whose work it is, where that is known
 * @param job whose target, or whose grant, it is
 * @param taskId the task, where there is one
 * @param trace that it belongs to, where there is one
 */
public record KeyWork(
    String purpose,
    Optional<AccountId> account,
    Optional<CopyJobId> job,
    Optional<String> taskId,
    Optional<TraceParent> trace) {
  /** The work of a task. */
  public static KeyWork of(TaskMessage task) {
    Optional<AccountId> account = Optional.empty();
    if (task instanceof TaskMessage.PrepareTarget prepare) {
      account = Optional.of(prepare.account());
    } else if (task instanceof TaskMessage.ChangeKey change) {
      account = Optional.of(change.account());
    }
    return of(kindOf(task), account, task.head());
  }

  /** Work under a task's head. */
  public static KeyWork of(String purpose, Optional<AccountId> account, TaskHead head) {
    return new KeyWork(
        purpose,
        account,
        Optional.of(head.jobId()),
        Optional.of(head.taskId().value()),
        Optional.empty());
  }

  /** Work of a job, or of no job, that is no task. */
  public static KeyWork of(String purpose, Optional<CopyJobId> job) {
    return new KeyWork(purpose, Optional.empty(), job, Optional.empty(), Optional.empty());
  }

  /** The same work, as part of that trace. */
  public KeyWork in(TraceParent its) {
    return new KeyWork(purpose, account, job, taskId, Optional.of(its));
  }

  /** A kind of task, in words: {@code copy-segment}. */
  public static String kindOf(TaskMessage task) {
    return task.getClass()
        .getSimpleName()
        .replaceAll("(?<=.)(?=\\p{Upper})", "-")
        .toLowerCase(Locale.ROOT);
  }
}
