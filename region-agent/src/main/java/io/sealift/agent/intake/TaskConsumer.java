package io.sealift.agent.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.KafkaTroubles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks off the region's share group, one at a time for each slot, until it is stopped. There
 * is one taker more than slots: its task waits for its turn while the others copy, and is at hand
 * when one of them syncs, reports and asks for more. One and not more, because what waits here
 * cannot be done by another agent of the region.
 */
public final class TaskConsumer implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TaskConsumer.class);
  private static final Duration HAND_BACK_PATIENCE = Duration.ofSeconds(30);
  private static final int AHEAD = 1;
  private final int slots;
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicInteger busySlots = new AtomicInteger();

  /** A consumer with so many slots; the group must be configured before it starts. */
  public TaskConsumer(
      KafkaSettings kafka,
      ShareGroup group,
      TaskRunner runner,
      int slots,
      KafkaTroubles troubles,
      MeterRegistry meters) {
    this.slots = slots;
    TaskSlot.Shared shared = new TaskSlot.Shared(busySlots, stopped, troubles);
    for (int slot = 0; slot < slots + AHEAD; slot++) {
      TaskSlot task =
          new TaskSlot(kafka, group, new TaskReader(group.region(), meters), runner, shared);
      threads.add(new Thread(task, "slot-" + slot));
    }
  }

  /** Starts to take tasks. */
  public void start() {
    threads.forEach(Thread::start);
  }

  /** How many slots have nothing to do and would take a task now. */
  public int freeSlots() {
    return stopped.getCount() == 0 ? 0 : Math.max(0, slots - busySlots.get());
  }

  /** Takes no more tasks; those that run go on. */
  public void stop() {
    stopped.countDown();
  }

  /** Waits so long until those that run have ended and are acknowledged; says whether they have. */
  public boolean awaitEnd(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return threads.stream().noneMatch(Thread::isAlive);
  }

  /** Takes no more tasks, and waits a while for those that were told to give theirs back. */
  @Override
  public void close() {
    stop();
    if (!awaitEnd(HAND_BACK_PATIENCE)) {
      LOGGER.atWarn().log("a task did not end; Kafka gives it to another agent");
    }
  }
}
