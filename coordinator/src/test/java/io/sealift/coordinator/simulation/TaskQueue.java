package io.sealift.coordinator.simulation;

import io.sealift.protocol.TaskMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A region's share group: locks that expire, redelivery, a limit on deliveries. */
final class TaskQueue {
  private static final int DELIVERY_LIMIT = 5;
  private static final long LOCK_MILLIS = 15_000;
  private final Scheduler scheduler;
  private final List<Delivery> deliveries = new ArrayList<>();

  TaskQueue(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** One record of the topic, until it is accepted or archived. */
  static final class Delivery {
    final TaskMessage message;
    private int count;
    private int holder;
    private long lockEnd = -1;

    Delivery(TaskMessage message) {
      this.message = message;
    }
  }

  /** Who holds which delivery: a lock that was lost stays lost. */
  record Held(Delivery delivery, int holder) {}

  void publish(TaskMessage message) {
    deliveries.add(new Delivery(message));
  }

  Optional<Held> take() {
    List<Delivery> free =
        deliveries.stream().filter(d -> d.lockEnd < scheduler.millis()).limit(3).toList();
    if (free.isEmpty()) {
      return Optional.empty();
    }
    Delivery delivery = scheduler.pick(free);
    if (++delivery.count > DELIVERY_LIMIT) {
      deliveries.remove(delivery);
      return Optional.empty();
    }
    delivery.holder++;
    delivery.lockEnd = scheduler.millis() + LOCK_MILLIS;
    return Optional.of(new Held(delivery, delivery.holder));
  }

  private boolean isHeld(Held held) {
    return held.holder() == held.delivery().holder && held.delivery().lockEnd >= scheduler.millis();
  }

  void renew(Held held) {
    if (isHeld(held)) {
      held.delivery().lockEnd = scheduler.millis() + LOCK_MILLIS;
    }
  }

  void accept(Held held) {
    if (isHeld(held)) {
      deliveries.remove(held.delivery());
    }
  }

  void release(Held held) {
    if (isHeld(held)) {
      held.delivery().lockEnd = -1;
    }
  }
}
