package io.sealift.coordinator.state;

import io.sealift.copy.AccountId;
import java.time.Instant;

/** A named set of an account's images and snapshots. */
public record ResourceGroup(AccountId account, String groupId, String name, Instant createdAt)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "resource-group/";

  @Override
  public String key() {
    return key(account, groupId);
  }

  /** The key of one account's group. */
  public static String key(AccountId account, String groupId) {
    return KIND + account + "/" + groupId;
  }
}
