package io.sealift.coordinator.job;

import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.state.AcceptedRequest;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.AccountId;
import io.sealift.copy.AgentId;
import io.sealift.copy.IdSource;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.ProgressMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The one place where decisions are made. Takes an input and the time, and puts what follows into
 * {@link Changes}; ids are drawn from the source it is given. What it remembers beside the state
 * (who was heard when) only delays or repeats publishing, never decides an outcome. Confined to the
 * engine's thread.
 */
public final class JobDecider {
  private static final Duration EXPIRY_INTERVAL = Duration.ofSeconds(10);
  private final Policy policy;
  private final IdSource ids;
  private final AgentRoster roster = new AgentRoster();
  private final TaskLiveness liveness = new TaskLiveness();
  private final Map<RegionId, Integer> agentsDirected = new HashMap<>();
  private Instant lastExpiry = Instant.EPOCH;

  /** A decider that has heard nothing yet. */
  public JobDecider(Policy policy, IdSource ids) {
    this.policy = policy;
    this.ids = ids;
  }

  /** The limits it obeys. */
  public Policy policy() {
    return policy;
  }

  /** The agents it has heard. */
  public AgentRoster roster() {
    return roster;
  }

  /** A command of an API. */
  public void command(Changes changes, CommandMessage message, Instant now) {
    new CommandDecider(changes, policy, ids, now).decide(message);
  }

  /** What a request from Kafka came to: its job, or why there is none. */
  public sealed interface RequestVerdict {
    /** It has this job, now or since it was asked before. */
    record Accepted(CopyJob job) implements RequestVerdict {}

    /** It has none. */
    record Refused(CommandOutcome.Refusal refusal) implements RequestVerdict {}
  }

  /**
   * A request from Kafka, of an account whose signature was checked. It is answered by an event.
   */
  public RequestVerdict request(
      Changes changes, AccountId account, CopyRequest request, Instant now) {
    JobEvents events = new JobEvents(ids);
    try {
      boolean before = isKnown(changes, account, request);
      CopyJob job = new Submission(changes, policy, ids, now).copy(account, request);
      if (before) {
        changes.tell(events.accepted(job, now)); // Asked again: answered again.
      }
      return new RequestVerdict.Accepted(job);
    } catch (RefusedException e) {
      changes.tell(events.refused(request.requestToken(), account.value(), e.refusal(), now));
      return new RequestVerdict.Refused(e.refusal());
    }
  }

  private static boolean isKnown(Changes changes, AccountId account, CopyRequest request)
      throws RefusedException {
    String key = AcceptedRequest.key(account, FieldRules.token(request.requestToken()));
    return changes.state().find(key).isPresent();
  }

  /** A request from Kafka that is refused before it is looked at: unreadable or wrongly signed. */
  public void refuse(Changes changes, String token, String account, String reason, Instant now) {
    CommandOutcome.Refusal refusal =
        new CommandOutcome.Refusal(CommandOutcome.Code.INVALID, reason);
    changes.tell(new JobEvents(ids).refused(token, account, refusal, now));
  }

  /** A report of an agent. */
  public void report(Changes changes, ProgressMessage message, Instant now) {
    if (message instanceof ProgressMessage.AttemptReport report) {
      liveness.heard(report.head().taskId(), now);
    }
    if (message instanceof ProgressMessage.SegmentSealed sealed) {
      liveness.uploaded(new TargetId(sealed.head().jobId(), sealed.head().region()), now);
    }
    new ReportDecider(changes, policy, ids, now).decide(message);
  }

  /** An agent's sign of life. */
  public void agent(AgentMessage.AgentRegistered agent, Instant now) {
    roster.heard(agent, now);
  }

  /** An agent's farewell. */
  public void agentLeft(AgentId agentId) {
    roster.left(agentId);
  }

  /** Time has passed, or inputs were decided: work is handed out. */
  public void advance(Changes changes, Instant now) {
    TaskClock clock = new TaskClock(changes, policy, roster, liveness, ids, now);
    clock.checkTasks();
    if (lastExpiry.plus(EXPIRY_INTERVAL).isBefore(now)) {
      lastExpiry = now;
      clock.expire();
      clock.endAbandonedImports();
    }
    new Dispatcher(changes, policy, roster, ids, now).dispatch();
    shareRatesAnew(changes, now);
  }

  /**
   * A limit is shared evenly by a region's agents; when their number changes, each is told its new
   * share.
   */
  private void shareRatesAnew(Changes changes, Instant now) {
    for (RegionId region : policy.regions()) {
      int agents = roster.agents(region, now);
      Integer before = agentsDirected.put(region, agents);
      if (before != null && before == agents) {
        continue;
      }
      for (TargetCopy target : changes.state().work().openTargets()) {
        if (target.region().equals(region) && isLimited(changes, target)) {
          changes.direct(target.jobId());
        }
      }
    }
  }

  private static boolean isLimited(Changes changes, TargetCopy target) {
    return changes
        .state()
        .find(CopyJob.class, CopyJob.KIND + target.jobId())
        .flatMap(CopyJob::maxBytesPerSecond)
        .isPresent();
  }
}
