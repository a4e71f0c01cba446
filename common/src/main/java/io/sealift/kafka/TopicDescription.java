package io.sealift.kafka;

import io.sealift.copy.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** How one topic must be: its partitions, and the configuration it is made with. */
record TopicDescription(String name, int partitions, Map<String, String> config) {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration MONTH = Duration.ofDays(30);
  private static final String SMALL_SEGMENT = String.valueOf(16 << 20);

  // Of the others only the first partition is written, however many there are.
  private static final Set<String> SINGLE_PARTITION =
      Set.of(Topics.COPY_REQUESTS, Topics.COMMANDS, Topics.NONCES, Topics.JOURNAL);

  TopicDescription {
    config = Map.copyOf(config);
  }

  /** All topics of a cluster with these regions. */
  static List<TopicDescription> all(Collection<RegionId> regions, short replicationFactor) {
    List<TopicDescription> topics = new ArrayList<>();
    topics.add(unpacked(kept(Topics.COPY_REQUESTS, 1, WEEK)));
    topics.add(kept(Topics.DEAD_LETTERS, 1, WEEK));
    topics.add(kept(Topics.COMMANDS, 1, WEEK));
    topics.add(
        kept(Topics.NONCES, 1, HOUR)
            .with(TopicConfig.SEGMENT_MS_CONFIG, HOUR.dividedBy(6).toMillis()));
    topics.add(unpacked(kept(Topics.PROGRESS, 1, SHORT)));
    topics.add(kept(Topics.JOB_EVENTS, 1, MONTH));
    topics.add(compacted(Topics.CONTROL));
    topics.add(unpacked(compacted(Topics.AGENTS)));
    topics.add(
        compacted(Topics.JOURNAL)
            .with(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, KafkaSettings.MAX_RECORD_BYTES));
    for (RegionId region : regions) {
      topics.add(
          kept(Topics.copyTasks(region), 1, SHORT)
              .with(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, KafkaSettings.MAX_RECORD_BYTES));
    }
    return topics.stream().map(topic -> topic.durable(replicationFactor)).toList();
  }

  private static TopicDescription kept(String name, int partitions, Duration retention) {
    return new TopicDescription(
        name,
        partitions,
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG,
            String.valueOf(retention.toMillis())));
  }

  // Small segments that roll each hour, and an early cleaner: a role that starts reads each of
  // these topics as a whole.
  private static TopicDescription compacted(String name) {
    return new TopicDescription(
        name,
        1,
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
            "60000",
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.2",
            TopicConfig.SEGMENT_MS_CONFIG,
            String.valueOf(Duration.ofHours(1).toMillis()),
            TopicConfig.SEGMENT_BYTES_CONFIG,
            SMALL_SEGMENT));
  }

  // What others than coordinators write, a broker unpacks and measures before it takes it. Readers
  // would unpack a record of any size, as one piece.
  private static TopicDescription unpacked(TopicDescription topic) {
    return topic.with(TopicConfig.COMPRESSION_TYPE_CONFIG, "uncompressed");
  }

  private TopicDescription with(String property, Object value) {
    Map<String, String> changed = new HashMap<>(config);
    changed.put(property, String.valueOf(value));
    return new TopicDescription(name, partitions, changed);
  }

  // With a replica elsewhere a record survives the loss of a page cache; alone, the journal must be
  // on the disk itself.
  private TopicDescription durable(short replicationFactor) {
    if (replicationFactor >= 3) {
      return with(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, 2)
          .with(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, false);
    }
    return replicationFactor == 1 && name.equals(Topics.JOURNAL)
        ? with(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, 1)
        : this;
  }

  NewTopic toNewTopic(short replicationFactor) {
    return new NewTopic(name, partitions, replicationFactor).configs(config);
  }

  /** What of an existing topic would lose records or their order; empty when it is sound. */
  List<String> problems(int actualPartitions, Map<String, String> actual) {
    List<String> problems = new ArrayList<>();
    partitionProblem(name, actualPartitions)
        .ifPresent(problem -> problems.add("topic %s %s".formatted(name, problem)));
    config.forEach(
        (property, wanted) -> {
          String found = actual.getOrDefault(property, "absent");
          if (!isSound(property, wanted, found)) {
            problems.add(
                "topic %s must have %s=%s, not %s".formatted(name, property, wanted, found));
          }
        });
    return problems.stream().sorted().toList();
  }

  /**
   * Whether the order of the topic's records, or who owns them, is lost with so many partitions.
   */
  static Optional<String> partitionProblem(String topic, int partitions) {
    return SINGLE_PARTITION.contains(topic) && partitions != 1
        ? Optional.of("must have 1 partition, not " + partitions)
        : Optional.empty();
  }

  private static boolean isSound(String property, String wanted, String found) {
    return switch (property) {
      case TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
          TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG ->
          found.equals(wanted);
      case TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, TopicConfig.MAX_MESSAGE_BYTES_CONFIG ->
          found.matches("\\d{1,18}") && Long.parseLong(found) >= Long.parseLong(wanted);
      default -> true;
    };
  }
}
