package io.sealift.cli.client;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Says once that a coordinator went away, and once that it is back. Safe for use by many threads.
 */
final class Outage {
  private final Consumer<String> notes;
  private final AtomicBoolean away = new AtomicBoolean();

  Outage(Consumer<String> notes) {
    this.notes = notes;
  }

  void began(String problem) {
    if (away.compareAndSet(false, true)) {
      notes.accept(problem + ", trying again");
    }
  }

  void ended(Object endpoint) {
    if (away.compareAndSet(true, false)) {
      notes.accept(endpoint + " is back");
    }
  }
}
