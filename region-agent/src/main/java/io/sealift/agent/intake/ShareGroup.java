package io.sealift.agent.intake;

import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The share group of one region's agents and what the broker must know of it before the first
 * member joins.
 */
public final class ShareGroup {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final RegionId region;
  private final Duration lock;

  /** The group of a region; a task whose agent is silent for {@code lock} goes to another. */
  public ShareGroup(RegionId region, Duration lock) {
    this.region = region;
    this.lock = lock;
  }

  RegionId region() {
    return region;
  }

  String name() {
    return Topics.agentGroup(region);
  }

  String topic() {
    return Topics.copyTasks(region);
  }

  Duration lock() {
    return lock;
  }

  /**
   * Has the broker start new members at the oldest task, and hold acquisition locks for as long as
   * told.
   */
  public void configure(KafkaSettings kafka) {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, name());
    List<AlterConfigOp> settings =
        List.of(
            set("share.auto.offset.reset", "earliest"),
            // A task is there only once the journal has decided it: both are of one transaction.
            set("share.isolation.level", "read_committed"),
            set("share.record.lock.duration.ms", Long.toString(lock.toMillis())));
    try (Admin admin = Admin.create(kafka.admin())) {
      admin
          .incrementalAlterConfigs(Map.of(group, settings))
          .all()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "cannot configure share group %s: %s".formatted(name(), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "cannot configure share group %s: interrupted".formatted(name()), e);
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }
}
