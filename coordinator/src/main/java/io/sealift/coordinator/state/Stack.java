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
 * @param timeoutMinutes after which copies that are not done end
 */
public record Stack(
    String stackId,
    AccountId account,
    RegionId region,
    String name,
    CopyJobId jobId,
    Map<String, String> tags,
    Optional<Integer> timeoutMinutes,
    Instant createdAt)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "stack/";

  public Stack {
    tags = Map.copyOf(tags);
  }

  @Override
  public String key() {
    return KIND + stackId;
  }
}
