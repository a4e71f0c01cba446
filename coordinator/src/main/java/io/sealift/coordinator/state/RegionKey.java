package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sealift.copy.AccountId;
import io.sealift.protocol.KeyDescription;
import java.util.Optional;

/** A key of a region's key service, as its agents last described it. */
public record RegionKey(KeyDescription description) implements Entity {
  /** What every key starts with. */
  public static final String KIND = "key/";

  @Override
  public String key() {
    return KIND + description.keyId();
  }

  /** Whether it is the region's own, which serves everybody and belongs to nobody. */
  @JsonIgnore
  public boolean isOfRegion() {
    return description.owner().isEmpty();
  }

  /** Whether the account may know of it. */
  public boolean isShownTo(AccountId account) {
    return isOfRegion() || description.owner().equals(Optional.of(account));
  }
}
