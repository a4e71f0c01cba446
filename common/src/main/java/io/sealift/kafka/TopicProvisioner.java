package io.sealift.kafka;

import io.sealift.copy.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics of a cluster, and checks those that are there already. May run any number of
 * times, in several processes at once.
 */
public final class TopicProvisioner {
  private static final Logger LOGGER = LoggerFactory.getLogger(TopicProvisioner.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long RETRY_MILLIS = 100;

  private final Map<String, Object> clientProperties;

  /**
   * A provisioner that connects anew for each call.
   *
   * @param clientProperties of an admin client, as {@link KafkaSettings#admin} gives them
   */
  public TopicProvisioner(Map<String, Object> clientProperties) {
    this.clientProperties = Map.copyOf(clientProperties);
  }

  /**
   * Makes what is missing and returns when all topics are there.
   *
   * @return the names of those that were made
   * @throws TopicMismatchException when an existing topic is not as it must be
   * @throws KafkaException when Kafka refuses or does not answer
   */
  public List<String> provision(Collection<RegionId> regions, short replicationFactor)
      throws InterruptedException {
    List<TopicDescription> topics = TopicDescription.all(regions, replicationFactor);
    try (Admin admin = Admin.create(clientProperties)) {
      Set<String> present = new HashSet<>(AdminAnswers.value(admin.listTopics().names()));
      List<TopicDescription> missing =
          topics.stream().filter(topic -> !present.contains(topic.name())).toList();
      create(admin, missing, replicationFactor);
      verify(admin, topics);
      return missing.stream().map(TopicDescription::name).toList();
    }
  }

  private static void create(Admin admin, List<TopicDescription> missing, short replicationFactor)
      throws InterruptedException {
    var results =
        admin
            .createTopics(
                missing.stream().map(topic -> topic.toNewTopic(replicationFactor)).toList())
            .values();
    for (var result : results.entrySet()) {
      try {
        AdminAnswers.value(result.getValue());
        LOGGER.atInfo().addKeyValue("topic", result.getKey()).log("topic created");
      } catch (TopicExistsException e) {
        LOGGER
            .atDebug()
            .addKeyValue("topic", result.getKey())
            .log("topic was created by another process");
      }
    }
  }

  private static void verify(Admin admin, List<TopicDescription> topics)
      throws InterruptedException {
    List<String> names = topics.stream().map(TopicDescription::name).toList();
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    var descriptions = settled(() -> admin.describeTopics(names).allTopicNames());
    Map<ConfigResource, Config> configs = settled(() -> admin.describeConfigs(resources).all());
    List<String> problems = new ArrayList<>();
    for (TopicDescription topic : topics) {
      Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
      var description = descriptions.get(topic.name());
      if (config != null && description != null) {
        problems.addAll(topic.problems(description.partitions().size(), values(config)));
      }
    }
    if (!problems.isEmpty()) {
      throw new TopicMismatchException(problems);
    }
  }

  private static Map<String, String> values(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  private interface Request<T> {
    KafkaFuture<T> send();
  }

  // A broker may not have heard yet of a topic that another one has just created.
  private static <T> T settled(Request<T> request) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return AdminAnswers.value(request.send());
      } catch (RetriableException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }
}
