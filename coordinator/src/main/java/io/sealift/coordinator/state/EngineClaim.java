package io.sealift.coordinator.state;

import io.sealift.copy.Generation;
import java.time.Instant;

/** Which coordinator owns the engine, and in which generation. There is one such record. */
public record EngineClaim(Generation generation, String coordinatorId, Instant at)
    implements Entity {
  /** The one key. */
  public static final String KEY = "engine/claim";

  @Override
  public String key() {
    return KEY;
  }
}
