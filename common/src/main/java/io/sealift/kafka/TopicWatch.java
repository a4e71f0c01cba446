package io.sealift.kafka;

import io.sealift.copy.RegionId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka every two seconds after the topics that a role works with: whether Kafka answers, and
 * whether they are still there, the same ones, and this role's to read or write. Clients alone do
 * not tell: where nobody answers they wait in silence, and of a topic that was deleted and made
 * anew they would read on in the middle. Has one thread of its own.
 */
public final class TopicWatch implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TopicWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final int PATIENCE_MILLIS = 5_000;
  private static final String KAFKA = "Kafka";

  private final KafkaTroubles troubles;
  private final Map<String, Set<AclOperation>> topics;
  private final Consumer<String> madeAnew;
  private final Map<String, Uuid> ids = new HashMap<>();
  private final Admin admin;
  private final ScheduledExecutorService repeating =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "topic-watch"));

  private TopicWatch(
      KafkaSettings settings,
      KafkaTroubles troubles,
      Map<String, Set<AclOperation>> topics,
      Consumer<String> madeAnew) {
    this.troubles = troubles;
    this.topics = Map.copyOf(topics);
    this.madeAnew = madeAnew;
    Map<String, Object> properties = settings.admin();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.admin = Admin.create(properties);
  }

  /**
   * Starts to watch the topics of a role.
   *
   * @param principal the role, as in {@link Principals}
   * @param regions those of the cluster; for an agent, its own
   * @param madeAnew told the name of a topic in whose place there is another one of that name; must
   *     be quick
   */
  public static TopicWatch start(
      KafkaSettings settings,
      KafkaTroubles troubles,
      String principal,
      Collection<RegionId> regions,
      Consumer<String> madeAnew) {
    TopicWatch watch =
        new TopicWatch(settings, troubles, AccessRules.topicsOf(principal, regions), madeAnew);
    ScheduledFuture<?> unused =
        watch.repeating.scheduleWithFixedDelay(
            watch::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    var answers =
        admin
            .describeTopics(
                topics.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    for (var answer : answers.entrySet()) {
      String topic = answer.getKey();
      String part = "topic " + topic;
      try {
        var found = AdminAnswers.value(answer.getValue());
        troubles.over(KAFKA);
        problem(topic, found.partitions().size(), found.authorizedOperations())
            .ifPresentOrElse(problem -> troubles.tell(part, problem), () -> troubles.over(part));
        identified(topic, found.topicId());
      } catch (TimeoutException e) {
        troubles.tell(KAFKA, "does not answer");
      } catch (UnknownTopicOrPartitionException e) {
        troubles.tell(part, "is missing: sealift init kafka makes it");
      } catch (KafkaException e) {
        troubles.tell(part, e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Optional<String> problem(String topic, int partitions, Set<AclOperation> rights) {
    Set<AclOperation> missing = new TreeSet<>(topics.getOrDefault(topic, Set.of()));
    missing.removeAll(rights);
    return missing.isEmpty()
        ? TopicDescription.partitionProblem(topic, partitions)
        : Optional.of("no access rule lets this role %s it".formatted(missing));
  }

  private void identified(String topic, Uuid id) {
    Uuid before = ids.put(topic, id);
    if (before != null && !before.equals(id)) {
      LOGGER.atWarn().addKeyValue("topic", topic).log("topic was deleted and made anew");
      madeAnew.accept(topic);
    }
  }

  @Override
  public void close() {
    repeating.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }
}
