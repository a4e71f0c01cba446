package io.sealift.coordinator.view;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Entity;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A replica of the cluster's state, fed from the journal, so it never shows what is not durable.
 * Safe for use by many threads: one at a time, because looking at pending work builds its index.
 */
public final class ClusterView {
  private final ClusterState state = new ClusterState();
  private final ReentrantLock lock = new ReentrantLock();

  /** Takes over one journal record. */
  public void apply(String key, @Nullable Entity entity) {
    lock.lock();
    try {
      state.apply(key, entity);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Computes something from the state. The function must be quick and must not let the state
   * escape.
   */
  public <T> T read(Function<ClusterState, T> question) {
    lock.lock();
    try {
      return question.apply(state);
    } finally {
      lock.unlock();
    }
  }

  /** Lets a visitor look at the state; the same rules hold. */
  public void visit(Consumer<ClusterState> visitor) {
    lock.lock();
    try {
      visitor.accept(state);
    } finally {
      lock.unlock();
    }
  }
}
