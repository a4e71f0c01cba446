package io.sealift.coordinator.state;

import io.sealift.copy.AccountId;
import java.time.Instant;
import java.util.List;

/** An owner of images, keys and jobs, with its access keys. */
public record Account(
    AccountId accountId, Role role, List<StoredAccessKey> accessKeys, Instant createdAt)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "account/";

  public Account {
    accessKeys = List.copyOf(accessKeys);
  }

  @Override
  public String key() {
    return KIND + accountId;
  }

  /** What the account may do. */
  public enum Role {
    ADMINISTRATOR,
    OPERATOR,
    VIEWER
  }

  /** An access key whose secret is sealed under the coordinators' own key, in base64. */
  public record StoredAccessKey(String id, String sealedSecret, boolean enabled) {}
}
