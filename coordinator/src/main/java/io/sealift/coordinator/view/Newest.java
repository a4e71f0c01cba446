package io.sealift.coordinator.view;

import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;

/** The order of lists: what was made last comes first, and ids settle what is left open. */
final class Newest {
  private Newest() {}

  static <T, I extends Comparable<I>> Comparator<T> first(
      Function<T, Instant> createdAt, Function<T, I> id) {
    return Comparator.comparing(createdAt, Comparator.reverseOrder()).thenComparing(id);
  }
}
