package io.sealift.agent.attempt;

import io.sealift.agent.kms.KeyWork;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.AttemptId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.ProgressMessage.AttemptFailed;
import io.sealift.protocol.ProgressMessage.AttemptReport;
import io.sealift.protocol.ProgressMessage.KeyChanged;
import io.sealift.protocol.ProgressMessage.SnapshotsDeleted;
import io.sealift.protocol.TaskMessage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one attempt at a task, from its first report to its one result. Safe for use by many
 * threads.
 */
public final class AttemptRunner {
  private static final Logger LOGGER = LoggerFactory.getLogger(AttemptRunner.class);
  private final AttemptTools tools;
  private final AttemptContext.Surroundings surroundings;
  private final RegionKeyAnnouncer keyAnnouncer;

  /** A runner of all kinds of tasks. */
  public AttemptRunner(
      AttemptTools tools,
      AttemptContext.Surroundings surroundings,
      RegionKeyAnnouncer keyAnnouncer) {
    this.tools = tools;
    this.surroundings = surroundings;
    this.keyAnnouncer = keyAnnouncer;
  }

  /**
   * Tries the task, and returns when the result, good or bad, is reported durably.
   *
   * @param trace the attempt's span
   */
  public void run(TaskMessage task, TraceParent trace) throws ReportFailedException {
    AttemptId attempt = new AttemptId(AttemptId.PREFIX + tools.ids().next());
    AttemptContext context =
        new AttemptContext(surroundings, trace, task.head(), attempt, policyOf(task));
    tools.metrics().running().incrementAndGet();
    long start = System.nanoTime();
    try {
      context.start();
      AttemptReport result = attempt(context, task);
      context.publish(result);
      count(task, result, System.nanoTime() - start);
    } finally {
      tools.metrics().running().decrementAndGet();
    }
  }

  private static StopPolicy policyOf(TaskMessage task) {
    if (task instanceof TaskMessage.PrepareTarget
        || task instanceof TaskMessage.CopySegment
        || task instanceof TaskMessage.ReadFiles) {
      return StopPolicy.CANCEL_OR_PAUSE;
    }
    return task instanceof TaskMessage.CommitTarget
            || task instanceof TaskMessage.VerifySnapshots
            || task instanceof TaskMessage.WriteFiles
        ? StopPolicy.CANCEL
        : StopPolicy.NEVER;
  }

  // The last line of defence: a defect in one attempt is reported like any failure, and the slot
  // goes on.
  @SuppressWarnings("checkstyle:IllegalCatch")
  private AttemptReport attempt(AttemptContext context, TaskMessage task)
      throws ReportFailedException {
    try {
      context.check();
      return work(context, task);
    } catch (AttemptException e) {
      return failed(context, e.code(), e);
    } catch (StoreException e) {
      return failed(context, e.code(), e);
    } catch (TransferException e) {
      return failed(context, e.code(), e);
    } catch (KmsException e) {
      return failed(context, e.code(), e);
    } catch (RuntimeException e) {
      LOGGER
          .atError()
          .addKeyValue("taskId", context.head().taskId())
          .addKeyValue("attempt", context.attempt())
          .setCause(e)
          .log("attempt ended by a defect");
      return new AttemptFailed(
          context.head(),
          context.attempt(),
          context.agentId(),
          FailureCode.INTERNAL,
          "internal error: the log of agent %s tells more".formatted(context.agentId()));
    }
  }

  private AttemptReport work(AttemptContext context, TaskMessage task)
      throws AttemptException,
          StoreException,
          TransferException,
          KmsException,
          ReportFailedException {
    AttemptTools mine = tools.on(KeyWork.of(task).in(context.trace()));
    if (task instanceof TaskMessage.CopySegment copy) {
      return new CopySegment(mine).run(context, copy);
    }
    if (task instanceof TaskMessage.PrepareTarget prepare) {
      AttemptReport prepared = new PrepareTarget(mine).run(context, prepare);
      keyAnnouncer.announceNew();
      return prepared;
    }
    if (task instanceof TaskMessage.CommitTarget commit) {
      return new CommitTarget(mine).run(context, commit);
    }
    if (task instanceof TaskMessage.DeleteSnapshots delete) {
      return delete(context, delete);
    }
    if (task instanceof TaskMessage.VerifySnapshots verify) {
      return new VerifySnapshots(mine).run(context, verify);
    }
    if (task instanceof TaskMessage.ReadFiles read) {
      return new ReadFiles(mine).run(context, read);
    }
    if (task instanceof TaskMessage.WriteFiles write) {
      return new WriteFiles(mine).run(context, write);
    }
    if (task instanceof TaskMessage.ReadManifests read) {
      return new ReadManifests(mine).run(context, read);
    }
    return changeKey(mine, context, (TaskMessage.ChangeKey) task);
  }

  private SnapshotsDeleted delete(AttemptContext context, TaskMessage.DeleteSnapshots task)
      throws StoreException, TransferException {
    for (SnapshotId snapshot : task.snapshots()) {
      context.check();
      tools.store().delete(snapshot);
    }
    return new SnapshotsDeleted(
        context.head(), context.attempt(), context.agentId(), task.snapshots());
  }

  private static KeyChanged changeKey(
      AttemptTools tools, AttemptContext context, TaskMessage.ChangeKey task) throws KmsException {
    KeyDescription described = tools.kms().change(task);
    return new KeyChanged(context.head(), context.attempt(), context.agentId(), described);
  }

  private AttemptFailed failed(AttemptContext context, FailureCode code, Exception cause) {
    String reason = String.valueOf(cause.getMessage()).replaceAll("\\p{Cntrl}", "?");
    LOGGER
        .atInfo()
        .addKeyValue("taskId", context.head().taskId())
        .addKeyValue("jobId", context.head().jobId())
        .addKeyValue("attempt", context.attempt())
        .addKeyValue("failureCode", code)
        .addKeyValue("reason", reason)
        .log("attempt failed");
    return new AttemptFailed(context.head(), context.attempt(), context.agentId(), code, reason);
  }

  private void count(TaskMessage task, AttemptReport result, long nanos) {
    boolean failed = result instanceof AttemptFailed;
    tools
        .metrics()
        .durations(KeyWork.kindOf(task), failed ? "failed" : "done")
        .record(nanos, TimeUnit.NANOSECONDS);
    if (result instanceof AttemptFailed failure) {
      tools.metrics().failures(failure.code()).increment();
    }
    if (task instanceof TaskMessage.CopySegment) {
      tools.metrics().segments(failed ? "failed" : "sealed").increment();
    }
    LOGGER
        .atInfo()
        .addKeyValue("taskId", task.head().taskId())
        .addKeyValue("jobId", task.head().jobId())
        .addKeyValue("attempt", result.attempt())
        .addKeyValue("result", result.getClass().getSimpleName())
        .log("attempt ended");
  }
}
