package io.sealift.coordinator.simulation;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Virtual time: whatever happens, happens here, in one order for one seed. Confined to one thread.
 */
final class Scheduler {
  private static final int TRACE = 80;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Event(long at, long number, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final Deque<String> trace = new ArrayDeque<>();
  private final Random random;
  private long millis;
  private long number;

  Scheduler(long seed) {
    this.random = new Random(seed);
  }

  Instant now() {
    return START.plusMillis(millis);
  }

  long millis() {
    return millis;
  }

  /** Whether something happens that does so in {@code percent} of all cases. */
  boolean chance(double percent) {
    return random.nextDouble() * 100 < percent;
  }

  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  <T> T pick(java.util.List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  void after(long delayMillis, Runnable action) {
    events.add(new Event(millis + delayMillis, number++, action));
  }

  void every(long periodMillis, Runnable action) {
    after(
        periodMillis,
        () -> {
          action.run();
          every(periodMillis, action);
        });
  }

  void runUntil(long end) {
    while (!events.isEmpty() && events.element().at() <= end) {
      Event event = events.remove();
      millis = event.at();
      event.action().run();
    }
    millis = end;
  }

  void note(String what) {
    if (trace.size() == TRACE) {
      trace.removeFirst();
    }
    trace.addLast("%9.3f %s".formatted(millis / 1000.0, what));
  }

  String trace() {
    return String.join("\n", trace);
  }
}
