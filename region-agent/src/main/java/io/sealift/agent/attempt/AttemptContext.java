package io.sealift.agent.attempt;

import io.sealift.agent.transfer.Pacer;
import io.sealift.agent.transfer.StopSignal;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.ProgressMessage.AttemptReport;
import io.sealift.protocol.ProgressMessage.AttemptRunning;
import io.sealift.protocol.TargetDirective;
import io.sealift.protocol.TaskHead;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One attempt's ties to the rest: whether to go on, how fast, and what to tell meanwhile. Whoever
 * waits or moves bytes calls {@link #check} ten times a second; that is also what keeps the reports
 * going. Confined to the attempt's thread.
 */
public final class AttemptContext implements StopSignal {
  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Who works, in which surroundings; the same for all attempts of an agent. */
  public record Surroundings(
      AgentId agentId,
      TargetDirectives directives,
      ProgressReporter reporter,
      BooleanSupplier stopping) {
    /** The same, with reports that belong to that trace. */
    public Surroundings in(TraceParent trace) {
      return new Surroundings(agentId, directives, reporter.in(trace), stopping);
    }
  }

  private final Surroundings surroundings;
  private final TraceParent trace;
  private final TaskHead head;
  private final AttemptId attempt;
  private final StopPolicy policy;
  private long bytesDone;
  private long reportedAtNanos;

  /**
   * An attempt at a task.
   *
   * @param trace the attempt's span
   */
  public AttemptContext(
      Surroundings surroundings,
      TraceParent trace,
      TaskHead head,
      AttemptId attempt,
      StopPolicy policy) {
    this.surroundings = surroundings.in(trace);
    this.trace = trace;
    this.head = head;
    this.attempt = attempt;
    this.policy = policy;
  }

  /** The task's head, for reports. */
  public TaskHead head() {
    return head;
  }

  /** This try's id, which its files bear. */
  public AttemptId attempt() {
    return attempt;
  }

  /** Its span, for requests to other agents. */
  public TraceParent trace() {
    return trace;
  }

  /** Who tries. */
  public AgentId agentId() {
    return surroundings.agentId();
  }

  /** Holds the target's transfers to its rate. */
  public Pacer pacer() {
    return surroundings.directives().pacer(head.jobId());
  }

  /** Says that the attempt lives; the first report is sent at once. */
  void start() {
    report(System.nanoTime());
  }

  /** Notes how many plain bytes are done by now. */
  void done(long plainBytes) {
    bytesDone = plainBytes;
  }

  /** Tells of the result, or of a part of it, durably. */
  public void publish(AttemptReport part) throws ReportFailedException {
    surroundings.reporter().publish(part);
  }

  @Override
  public void check() throws TransferException {
    if (surroundings.stopping().getAsBoolean()) {
      throw new TransferException(
          FailureCode.AGENT_STOPPING, "the agent stops and gives the task back");
    }
    if (policy != StopPolicy.NEVER) {
      TargetDirective.State wanted = surroundings.directives().of(head.jobId()).state();
      if (wanted == TargetDirective.State.CANCELLED) {
        throw new TransferException(FailureCode.CANCELLED, "the target was cancelled");
      }
      if (wanted == TargetDirective.State.PAUSED && policy == StopPolicy.CANCEL_OR_PAUSE) {
        throw new TransferException(FailureCode.PAUSED, "the target was paused");
      }
    }
    long now = System.nanoTime();
    if (now - reportedAtNanos >= REPORT_NANOS) {
      report(now);
    }
  }

  private void report(long now) {
    reportedAtNanos = now;
    surroundings
        .reporter()
        .hint(new AttemptRunning(head, attempt, surroundings.agentId(), bytesDone));
  }
}
