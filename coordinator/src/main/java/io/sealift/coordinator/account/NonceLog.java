package io.sealift.coordinator.account;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where coordinators tell each other which nonces they took. Safe for use by many threads. */
public interface NonceLog {
  /** The log of a coordinator that has no others. */
  NonceLog ALONE =
      new NonceLog() {
        @Override
        public void tell(String accessKeyId, String nonce, Instant expires) {}

        @Override
        public CompletionStage<Boolean> claim(String accessKeyId, String nonce, Instant expires) {
          return CompletableFuture.completedFuture(true);
        }
      };

  /** Tells the others, and waits for nobody. */
  void tell(String accessKeyId, String nonce, Instant expires);

  /**
   * Whether this is the first claim in the whole cluster, once that is known. Fails with an {@link
   * io.sealift.coordinator.engine.EngineUnavailableException} when it does not get known in time.
   */
  CompletionStage<Boolean> claim(String accessKeyId, String nonce, Instant expires);
}
