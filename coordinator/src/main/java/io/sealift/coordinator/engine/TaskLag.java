package io.sealift.coordinator.engine;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.telemetry.MetricNames;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka now and then how many tasks of each region no agent has done yet. The gauge of a
 * region is not a number while Kafka does not tell. Has one thread of its own.
 */
public final class TaskLag implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TaskLag.class);
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final long PATIENCE_SECONDS = 10;

  private final Map<RegionId, Long> lags = new ConcurrentHashMap<>();
  private final Map<String, RegionId> regionsByGroup;
  private final Admin admin;
  private final ScheduledExecutorService repeating =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "task-lag"));

  private TaskLag(KafkaSettings settings, Set<RegionId> regions, MeterRegistry meters) {
    this.regionsByGroup =
        regions.stream().collect(Collectors.toMap(Topics::agentGroup, region -> region));
    this.admin = Admin.create(settings.admin());
    for (RegionId region : regions) {
      Gauge.builder(MetricNames.TASK_LAG, () -> valueOf(region))
          .tag("region", region.value())
          .register(meters);
    }
  }

  /** Starts to ask for these regions, and goes on until closed. */
  public static TaskLag start(KafkaSettings settings, Set<RegionId> regions, MeterRegistry meters) {
    TaskLag lag = new TaskLag(settings, regions, meters);
    ScheduledFuture<?> unused =
        lag.repeating.scheduleWithFixedDelay(lag::ask, 0, INTERVAL.toSeconds(), TimeUnit.SECONDS);
    return lag;
  }

  private double valueOf(RegionId region) {
    return Optional.ofNullable(lags.get(region)).map(Long::doubleValue).orElse(Double.NaN);
  }

  // A group is asked by itself: one that nobody has joined yet must not hide the others.
  private void ask() {
    regionsByGroup.forEach(
        (group, region) -> {
          try {
            sum(admin
                    .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(group)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .values())
                .ifPresentOrElse(lag -> lags.put(region, lag), () -> lags.remove(region));
          } catch (ExecutionException | TimeoutException | KafkaException e) {
            lags.remove(region);
            LOGGER
                .atDebug()
                .addKeyValue("region", region)
                .addKeyValue("reason", e.getMessage())
                .log("task lag is unknown");
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  // Kafka gives null for a partition of which the group has read nothing yet.
  static Optional<Long> sum(Collection<@Nullable SharePartitionOffsetInfo> partitions) {
    return partitions.stream()
        .filter(Objects::nonNull)
        .flatMap(partition -> partition.lag().stream())
        .reduce((a, b) -> Math.max(0, a) + Math.max(0, b));
  }

  @Override
  public void close() {
    repeating.shutdownNow();
    admin.close(Duration.ofSeconds(PATIENCE_SECONDS));
  }
}
