package io.sealift.coordinator.state;

import io.sealift.protocol.KeyDescription;

/** A key of a region's key service, as its agents last described it. */
public record RegionKey(KeyDescription description) implements Entity {
  /** What every key starts with. */
  public static final String KIND = "key/";

  @Override
  public String key() {
    return KIND + description.keyId();
  }
}
