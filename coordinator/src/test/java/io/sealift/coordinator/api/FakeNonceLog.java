package io.sealift.coordinator.api;

import io.sealift.coordinator.account.NonceLog;
import io.sealift.coordinator.engine.EngineUnavailableException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Has one order of claims, in which other coordinators may have been before. */
final class FakeNonceLog implements NonceLog {
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Set<String> claimed = new HashSet<>();
  private volatile boolean isSilent;

  /** Whether anything is heard of claims. */
  void silent(boolean silent) {
    isSilent = silent;
  }

  /** Another coordinator was first. */
  synchronized void claimedElsewhere(String nonce) {
    claimed.add(nonce);
  }

  List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public void tell(String accessKeyId, String nonce, Instant expires) {
    told.add(nonce);
  }

  @Override
  public synchronized CompletionStage<Boolean> claim(
      String accessKeyId, String nonce, Instant expires) {
    return isSilent
        ? CompletableFuture.failedFuture(new EngineUnavailableException("nothing was heard"))
        : CompletableFuture.completedFuture(claimed.add(nonce));
  }
}
