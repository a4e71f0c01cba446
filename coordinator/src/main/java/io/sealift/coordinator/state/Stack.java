package io.sealift.coordinator.state;

import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A multi-region copy as the ROS interface shows it: a name for one job. How far it is, its job
 * tells; it goes a while after every image was copied.
 *
 * @param region where it was asked for; the source image may be elsewhere
 * @param tags of the stack itself
 * @param resourceGroup that the stack itself is in
 * @param timeoutMinutes after which copies that are not done end
 * @param rollback whether its copies are taken back when one of them fails; empty: they stay
 */
public record Stack(
    String stackId,
    AccountId account,
    RegionId region,
    String name,
    CopyJobId jobId,
    Map<String, String> tags,
    Optional<String> resourceGroup,
    Optional<Integer> timeoutMinutes,
    Optional<Rollback> rollback,
    Instant createdAt)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "stack/";

  /** How far the taking back of its copies is. */
  public enum Rollback {
    /** It happens once a copy fails. */
    ON_FAILURE,
    /** It has happened, once and for all; what could not be taken back stays. */
    DONE
  }

  public Stack {
    tags = Map.copyOf(tags);
  }

  /** The same stack after its copies were taken back. */
  public Stack rolledBack() {
    return new Stack(
        stackId,
        account,
        region,
        name,
        jobId,
        tags,
        resourceGroup,
        timeoutMinutes,
        Optional.of(Rollback.DONE),
        createdAt);
  }

  @Override
  public String key() {
    return KIND + stackId;
  }
}
