package io.sealift.coordinator.engine;

import io.sealift.coordinator.job.AgentRoster;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.job.Directives;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.job.TaskMessages;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.kafka.Topics;
import io.sealift.kafka.TraceHeader;
import io.sealift.protocol.ControlMessage;
import io.sealift.protocol.JobEventMessage;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.StrictJson;
import io.sealift.protocol.TaskMessage;
import io.sealift.ticket.TicketSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes out, as Kafka records, what follows from a batch of changes. Confined to the engine's
 * thread.
 */
public final class EffectMessages {
  private final JsonMessageCodec<TaskMessage> tasks = JsonMessageCodec.of(TaskMessage.class);
  private final JsonMessageCodec<ControlMessage> controls =
      JsonMessageCodec.of(ControlMessage.class);
  private final TicketSigner tickets;
  private final Administrator administrator;
  private final Clock clock;

  /**
   * Effects of one coordinator.
   *
   * @param administrator the account that must exist from the first start on
   */
  public EffectMessages(TicketSigner tickets, Administrator administrator, Clock clock) {
    this.tickets = tickets;
    this.administrator = administrator;
    this.clock = clock;
  }

  /** The account that must exist from the first start on. */
  public interface Administrator {
    /** Its id. */
    AccountId accountId();

    /** The account as it must be, given what it is; the same when nothing is missing. */
    Account account(Optional<Account> existing);
  }

  /**
   * What a new owner journals first: the administrator's account, where it is not there or has
   * another key.
   */
  Changes atClaim(ClusterState state) {
    Changes changes = new Changes(state);
    String key = Account.KIND + administrator.accountId();
    changes.ensure(administrator.account(state.find(Account.class, key)));
    return changes;
  }

  /** What a new owner tells agents: what to do with every job that runs. */
  List<ProducerRecord<String, byte[]>> messagesAtClaim(Changes changes, JobDecider decider) {
    Instant now = clock.instant();
    List<ProducerRecord<String, byte[]>> messages = new ArrayList<>();
    List<CopyJobId> running =
        changes.state().all(CopyJob.class, CopyJob.KIND).stream()
            .filter(job -> job.state() == CopyJob.State.RUNNING)
            .map(CopyJob::jobId)
            .toList();
    addDirectives(messages, changes.state(), running, decider.roster(), now);
    return messages;
  }

  /** What is told together with the changes: refusals, directives and events. */
  List<ProducerRecord<String, byte[]>> messages(
      Changes changes,
      JobDecider decider,
      List<ProducerRecord<String, byte[]>> deadLetters,
      Instant now) {
    List<ProducerRecord<String, byte[]>> messages = new ArrayList<>(deadLetters);
    addDirectives(messages, changes.state(), changes.directedJobs(), decider.roster(), now);
    for (JobEventMessage event : changes.events()) {
      messages.add(new ProducerRecord<>(Topics.JOB_EVENTS, event.subject(), json(event)));
    }
    return messages;
  }

  /** The tasks that agents are given. */
  List<ProducerRecord<String, byte[]>> tasks(Changes changes, JobDecider decider, Instant now) {
    TaskMessages writer =
        new TaskMessages(changes.state(), tickets::sign, now, decider.policy().ticketValidity());
    return changes.tasks().stream()
        .flatMap(
            task -> writer.of(task).map(message -> record(changes.state(), task, message)).stream())
        .toList();
  }

  private ProducerRecord<String, byte[]> record(
      ClusterState state, CopyTask task, TaskMessage message) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            Topics.copyTasks(task.region()), task.taskId().value(), tasks.encode(message));
    JobTraces.of(state, task.jobId().value())
        .ifPresent(trace -> TraceHeader.put(record.headers(), trace));
    return record;
  }

  private void addDirectives(
      List<ProducerRecord<String, byte[]>> messages,
      ClusterState state,
      Collection<CopyJobId> jobs,
      AgentRoster roster,
      Instant now) {
    for (CopyJobId jobId : jobs) {
      Directives.of(state, jobId, roster, now)
          .ifPresent(directives -> messages.add(control(directives)));
    }
  }

  private ProducerRecord<String, byte[]> control(ControlMessage message) {
    return new ProducerRecord<>(Topics.CONTROL, message.key(), controls.encode(message));
  }

  /** CloudEvents carry their own version, so they go without ours. */
  private static byte[] json(JobEventMessage event) {
    try {
      return StrictJson.mapper().writeValueAsBytes(event);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode an event", e);
    }
  }
}
