package io.sealift.coordinator.engine;

import io.sealift.coordinator.audit.CoordinatorAudit;
import io.sealift.coordinator.audit.RequestAudit;
import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.job.JobDecider.RequestVerdict;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.copy.AccountId;
import io.sealift.copy.AgentId;
import io.sealift.copy.TraceParent;
import io.sealift.kafka.Topics;
import io.sealift.kafka.TraceHeader;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.protocol.ProgressMessage;
import io.sealift.signature.RecordSignature;
import io.sealift.telemetry.TraceScope;
import io.sealift.telemetry.Traces;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of the engine's input topics and has them decided. What cannot be read changes
 * nothing: a user's request goes to the dead letters with the reason, anything else is logged.
 * Confined to the engine's thread.
 */
final class EngineInputs {
  private static final Logger LOGGER = LoggerFactory.getLogger(EngineInputs.class);
  private static final String REASON_HEADER = "sealift-reason";
  private final JsonMessageCodec<CommandMessage> commands =
      JsonMessageCodec.of(CommandMessage.class);
  private final JsonMessageCodec<CopyRequest> requests = JsonMessageCodec.of(CopyRequest.class);
  private final JsonMessageCodec<ProgressMessage> reports =
      JsonMessageCodec.of(ProgressMessage.class);
  private final JsonMessageCodec<AgentMessage> agents = JsonMessageCodec.of(AgentMessage.class);
  private final JobDecider decider;
  private final RequestAuthenticator authenticator;
  private final CoordinatorAudit audits;
  private final List<ProducerRecord<String, byte[]>> deadLetters = new ArrayList<>();
  private final List<Runnable> audited = new ArrayList<>();
  private final Traces traces = new Traces();

  EngineInputs(JobDecider decider, RequestAuthenticator authenticator, CoordinatorAudit audits) {
    this.decider = decider;
    this.authenticator = authenticator;
    this.audits = audits;
  }

  /** Decides one record. */
  void decide(ConsumerRecord<String, byte[]> record, Changes changes, Instant now) {
    Optional<TraceParent> trace = trace(record);
    changes.causedBy(trace);
    trace.ifPresentOrElse(
        its -> TraceScope.run(its, () -> decideNow(record, changes, now)),
        () -> decideNow(record, changes, now));
    changes.causedBy(Optional.empty());
  }

  // A coordinator that sends a command has drawn the span already, and an agent its attempt's. One
  // that sends none is older than traces.
  private Optional<TraceParent> trace(ConsumerRecord<String, byte[]> record) {
    String header = TraceHeader.text(record.headers());
    return switch (record.topic()) {
      case Topics.COPY_REQUESTS -> Optional.of(traces.next(header));
      case Topics.COMMANDS -> TraceParent.parse(header).or(() -> Optional.of(traces.begin()));
      default -> TraceParent.parse(header);
    };
  }

  private void decideNow(ConsumerRecord<String, byte[]> record, Changes changes, Instant now) {
    try {
      switch (record.topic()) {
        case Topics.COMMANDS -> decider.command(changes, commands.decode(value(record)), now);
        case Topics.PROGRESS -> decider.report(changes, reports.decode(value(record)), now);
        case Topics.AGENTS -> agent(record, now);
        case Topics.COPY_REQUESTS -> request(record, changes, now);
        default -> throw new MessageFormatException("topic is no input of the engine");
      }
    } catch (MessageFormatException e) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("unreadable record skipped");
    }
  }

  private void agent(ConsumerRecord<String, byte[]> record, Instant now)
      throws MessageFormatException {
    if (record.value() == null) {
      try {
        decider.agentLeft(new AgentId(String.valueOf(record.key())));
      } catch (IllegalArgumentException e) {
        throw new MessageFormatException("key: " + e.getMessage(), e);
      }
      return;
    }
    if (agents.decode(record.value()) instanceof AgentMessage.AgentRegistered registered
        && isRecent(record, now)) {
      decider.agent(registered, now);
    }
  }

  /** After a pause the topic holds signs of life of agents that are long gone. */
  private static boolean isRecent(ConsumerRecord<String, byte[]> record, Instant now) {
    return record.timestamp() >= now.minusSeconds(AgentMessage.SILENCE_SECONDS).toEpochMilli();
  }

  private void request(ConsumerRecord<String, byte[]> record, Changes changes, Instant now) {
    String token = "";
    String account = "";
    RequestAudit audit =
        audits
            .begin(
                "kafka:" + record.topic(),
                "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset()),
                Optional.empty())
            .changes();
    changes.cause().ifPresent(audit::of);
    try {
      byte[] value = value(record);
      Map<String, String> headers = headers(record);
      audit.claims(headers.getOrDefault(RecordSignature.ACCESS_KEY_ID, ""));
      AccountId signer = authenticator.authenticate(changes.state(), headers, value, now);
      account = signer.value();
      audit.by(account, role(changes.state(), signer));
      CopyRequest request = requests.decode(value);
      token = request.requestToken();
      audit.answers(request);
      audit(audit, decider.request(changes, signer, request, now));
    } catch (MessageFormatException e) {
      if (account.isEmpty()) {
        audit.deny();
      }
      audited.add(() -> audit.refused(CommandOutcome.Code.INVALID.name()));
      String reason = String.valueOf(e.getMessage());
      decider.refuse(changes, token, account, reason, now);
      deadLetters.add(deadLetter(record, reason));
    }
  }

  private static String role(ClusterState state, AccountId account) {
    return state
        .find(Account.class, Account.KIND + account)
        .map(known -> known.role().name())
        .orElse("");
  }

  private void audit(RequestAudit audit, RequestVerdict verdict) {
    if (verdict instanceof RequestVerdict.Refused refused) {
      audited.add(() -> audit.refused(refused.refusal().code().name()));
    } else {
      audit.answers(((RequestVerdict.Accepted) verdict).job());
      audited.add(audit::accepted);
    }
  }

  // A header that came twice is left out: nobody could say which of the two was signed.
  private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (Header header : record.headers()) {
      if (!seen.add(header.key())) {
        headers.remove(header.key());
      } else if (header.value() != null) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return headers;
  }

  private static byte[] value(ConsumerRecord<String, byte[]> record) throws MessageFormatException {
    byte @Nullable [] value = record.value();
    if (value == null) {
      throw new MessageFormatException("record has no value");
    }
    return value;
  }

  private static ProducerRecord<String, byte[]> deadLetter(
      ConsumerRecord<String, byte[]> record, String reason) {
    ProducerRecord<String, byte[]> letter =
        new ProducerRecord<>(
            Topics.DEAD_LETTERS, null, record.key(), record.value(), record.headers());
    letter
        .headers()
        .remove(REASON_HEADER)
        .add(REASON_HEADER, reason.getBytes(StandardCharsets.UTF_8));
    letter
        .headers()
        .add("sealift-offset", Long.toString(record.offset()).getBytes(StandardCharsets.US_ASCII));
    return letter;
  }

  /** Records the requests of the batch, which the journal holds by now. */
  void audit() {
    audited.forEach(Runnable::run);
    audited.clear();
  }

  /** Takes the dead letters of the batch. */
  List<ProducerRecord<String, byte[]>> takeDeadLetters() {
    List<ProducerRecord<String, byte[]>> taken = List.copyOf(deadLetters);
    deadLetters.clear();
    return taken;
  }
}
