package io.sealift.coordinator.view;

import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list is shown.
 *
 * @param offset how many are passed over
 * @param limit how many are shown at most
 */
public record ListPage(int offset, int limit) {
  /** The whole list. */
  public static final ListPage WHOLE = new ListPage(0, Integer.MAX_VALUE);

  public ListPage {
    if (offset < 0 || limit < 1) {
      throw new IllegalArgumentException(
          "a page begins at 0 or later and has room for one: %d, %d".formatted(offset, limit));
    }
  }

  /** A part of a list, and how long the whole is. */
  public record Part<T>(List<T> shown, int total) {
    public Part {
      shown = List.copyOf(shown);
    }
  }

  /** This page of a list; only what is shown is made. */
  <S, T> Part<T> of(List<S> all, Function<S, T> made) {
    return new Part<>(all.stream().skip(offset).limit(limit).map(made).toList(), all.size());
  }
}
