package io.sealift.benchmark.product;

import io.sealift.copy.CopyJobId;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.TaskId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.protocol.ControlMessage;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ProgressMessage.AttemptFailed;
import io.sealift.protocol.ProgressMessage.AttemptReport;
import io.sealift.protocol.ProgressMessage.AttemptRunning;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.TaskMessage;
import io.sealift.ticket.TicketSigner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives tasks to the target region's agent as a coordinator would, and hears what it reports.
 * Confined to one thread.
 */
public final class TaskTopic implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(100);

  private final JsonMessageCodec<TaskMessage> tasks = JsonMessageCodec.of(TaskMessage.class);
  private final JsonMessageCodec<ProgressMessage> reports =
      JsonMessageCodec.of(ProgressMessage.class);
  private final RandomIdSource ids = new RandomIdSource();
  private final TicketSigner signer = new TicketSigner(ids.next());
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;

  /** Opens the topics, and has the agents trust this one's tickets. */
  public TaskTopic(AgentPair agents) throws IOException {
    KafkaSettings kafka = KafkaSettings.of(agents.kafkaServers());
    this.producer = new KafkaProducer<>(kafka.producer());
    this.consumer = new KafkaConsumer<>(kafka.consumer());
    TopicPartition progress = new TopicPartition(Topics.PROGRESS, 0);
    consumer.assign(List.of(progress));
    consumer.seekToEnd(List.of(progress));
    consumer.position(progress);
    ControlMessage.TicketKey key = signer.announcement(Instant.now().plus(Duration.ofDays(1)));
    send(
        List.of(
            new ProducerRecord<>(
                Topics.CONTROL, key.key(), JsonMessageCodec.of(ControlMessage.class).encode(key))));
  }

  private void send(List<ProducerRecord<String, byte[]>> records) throws IOException {
    List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
    for (Future<RecordMetadata> each : sent) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  TicketSigner signer() {
    return signer;
  }

  CopyJobId newJob() {
    return new CopyJobId(CopyJobId.PREFIX + ids.next());
  }

  String newId() {
    return ids.next();
  }

  TaskHead head(CopyJobId job) {
    return new TaskHead(new TaskId(TaskId.PREFIX + ids.next()), 1, job, BenchCluster.TARGET);
  }

  /** Has all tasks done; gives their results in the order in which they came. */
  <T extends AttemptReport> List<T> perform(List<? extends TaskMessage> wanted, Class<T> result)
      throws IOException, TimeoutException {
    Set<TaskId> open = new HashSet<>();
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (TaskMessage task : wanted) {
      TaskId id = task.head().taskId();
      open.add(id);
      records.add(
          new ProducerRecord<>(
              Topics.copyTasks(BenchCluster.TARGET), id.value(), tasks.encode(task)));
    }
    send(records);
    List<T> results = new ArrayList<>();
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!open.isEmpty()) {
      if (Instant.now().isAfter(deadline)) {
        throw new TimeoutException("the agents did not report");
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (read(record) instanceof AttemptReport report
            && !(report instanceof AttemptRunning)
            && open.remove(report.head().taskId())) {
          results.add(cast(report, result));
        }
      }
    }
    return results;
  }

  <T extends AttemptReport> T perform(Function<TaskHead, TaskMessage> task, Class<T> result)
      throws IOException, TimeoutException {
    return perform(List.of(task.apply(head(newJob()))), result).get(0);
  }

  private ProgressMessage read(ConsumerRecord<String, byte[]> record) throws IOException {
    try {
      return reports.decode(record.value());
    } catch (MessageFormatException e) {
      throw new IOException(e);
    }
  }

  private static <T extends AttemptReport> T cast(AttemptReport report, Class<T> wanted)
      throws IOException {
    if (wanted.isInstance(report)) {
      return wanted.cast(report);
    }
    throw new IOException(
        report instanceof AttemptFailed failed
            ? "an attempt failed: " + failed.reason()
            : "unexpected report: " + report);
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
