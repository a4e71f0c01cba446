package io.sealift.coordinator.engine;

import io.sealift.coordinator.state.EngineClaim;
import io.sealift.coordinator.state.Entity;
import io.sealift.copy.Generation;
import java.util.Optional;

/**
 * Lets through what the engine's owners wrote in their own time. Whatever an older generation
 * managed to append after a newer one had claimed is ignored by every reader in the same way. Not
 * safe for use by several threads.
 */
final class GenerationGate {
  private Generation current = Generation.NONE;

  /** Whether a record counts; an {@link EngineClaim} that counts raises the bar. */
  boolean accepts(Generation writer, Optional<Entity> entity) {
    if (writer.compareTo(current) < 0) {
      return false;
    }
    if (entity.isPresent() && entity.get() instanceof EngineClaim) {
      current = writer;
    }
    return true;
  }

  /** The newest generation seen. */
  Generation current() {
    return current;
  }
}
