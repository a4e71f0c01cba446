package io.sealift.agent.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.FailureCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacerTest {
  @Test
  void bytesPassAtTheRate() throws Exception {
    Pacer pacer = new Pacer(Optional.of(1_000_000L));
    long start = System.nanoTime();
    for (int i = 0; i < 6; i++) {
      pacer.acquire(100_000, StopSignal.NONE);
    }
    // The last block is taken when the five before it are paid.
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(490), Duration.ofMillis(1500));
  }

  @Test
  void withoutARateNothingWaits() throws Exception {
    Pacer pacer = new Pacer(Optional.empty());
    long start = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      pacer.acquire(1L << 20, StopSignal.NONE);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aHigherRateFreesThoseWhoWait() throws Exception {
    Pacer pacer = new Pacer(Optional.of(1L));
    pacer.acquire(1_000_000, StopSignal.NONE);
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<Void> passed =
        CompletableFuture.runAsync(
            () -> {
              try {
                pacer.acquire(1, waits::countDown);
              } catch (TransferException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(waits.await(5, TimeUnit.SECONDS)).isTrue();
    pacer.limit(Optional.empty());
    passed.get(1, TimeUnit.SECONDS);
  }

  @Test
  void aStopEndsTheWait() throws Exception {
    Pacer pacer = new Pacer(Optional.of(1L));
    pacer.acquire(1_000_000, StopSignal.NONE);
    assertThatThrownBy(
            () ->
                pacer.acquire(
                    1,
                    () -> {
                      throw new TransferException(FailureCode.PAUSED, "paused");
                    }))
        .hasMessage("paused");
  }
}
