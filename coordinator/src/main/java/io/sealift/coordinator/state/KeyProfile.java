package io.sealift.coordinator.state;

import io.sealift.copy.KeyId;
import java.util.Map;

/** The tags of a customer key. */
public record KeyProfile(KeyId keyId, Map<String, String> tags) implements Entity {
  /** What every key starts with. */
  public static final String KIND = "key-profile/";

  public KeyProfile {
    tags = Map.copyOf(tags);
  }

  @Override
  public String key() {
    return KIND + keyId;
  }
}
