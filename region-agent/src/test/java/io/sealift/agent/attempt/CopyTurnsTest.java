package io.sealift.agent.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.agent.transfer.StopSignal;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CopyTurnsTest {
  private static final StopSignal CANCELLED =
      () -> {
        throw new TransferException(FailureCode.CANCELLED, "the target was cancelled");
      };

  @Test
  void neverMoreThanItsCountMoveBytesAtOnce() throws Exception {
    CopyTurns turns = new CopyTurns(2);
    AtomicInteger moving = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService attempts = Executors.newFixedThreadPool(8);
    try {
      Future<?>[] running = new Future<?>[8];
      for (int attempt = 0; attempt < running.length; attempt++) {
        running[attempt] =
            attempts.submit(
                () -> {
                  for (int round = 0; round < 1_000; round++) {
                    turns.begin(StopSignal.NONE);
                    most.accumulateAndGet(moving.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    moving.decrementAndGet();
                    turns.end();
                  }
                  return null;
                });
      }
      for (Future<?> each : running) {
        each.get(1, TimeUnit.MINUTES);
      }
    } finally {
      attempts.shutdownNow();
    }
    assertThat(most).hasValueBetween(1, 2);
  }

  @Test
  void anAttemptThatIsCancelledWhileItWaitsLeavesTheTurnsAsTheyWere() throws Exception {
    CopyTurns turns = new CopyTurns(1);
    turns.begin(StopSignal.NONE);
    assertThatThrownBy(() -> turns.begin(CANCELLED)).hasMessage("the target was cancelled");
    turns.end();

    turns.begin(CANCELLED); // Is free, and so does not wait.
    assertThatThrownBy(() -> turns.begin(CANCELLED)).isInstanceOf(TransferException.class);
  }
}
