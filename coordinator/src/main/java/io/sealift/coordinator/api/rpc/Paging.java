package io.sealift.coordinator.api.rpc;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Cuts lists into pages: by number, or by the last id that was given out. */
public final class Paging {
  private static final int MAX_PAGE = 1_000_000;
  private static final int MAX_SIZE = 100;

  private Paging() {}

  /**
   * One page of a list.
   *
   * @param total how many items all pages have
   */
  public record Page<T>(List<T> items, int number, int size, int total) {
    /** The answer's fields that tell which page it is. */
    public Fields head() {
      return new Fields().put("TotalCount", total).put("PageNumber", number).put("PageSize", size);
    }
  }

  /** The page that {@code PageNumber} and {@code PageSize} name. */
  public static <T> Page<T> numbered(RpcParameters parameters, List<T> all) {
    int number = parameters.number("PageNumber", 1, MAX_PAGE).orElse(1);
    int size = parameters.number("PageSize", 1, MAX_SIZE).orElse(10);
    int from = (int) Math.min(all.size(), (number - 1L) * size);
    int to = Math.min(all.size(), from + size);
    return new Page<>(List.copyOf(all.subList(from, to)), number, size, all.size());
  }

  /** Whether pages are asked for by tokens, not by numbers. */
  public static boolean isByToken(RpcParameters parameters) {
    return parameters.text("MaxResults").isPresent() || parameters.text("NextToken").isPresent();
  }

  /** At most {@code MaxResults} items of what follows {@code NextToken}. */
  public static <T> Stretch<T> byToken(
      RpcParameters parameters, String scope, List<T> all, Function<T, Place> place) {
    int most = parameters.number("MaxResults", 1, MAX_SIZE).orElse(10);
    return following(parameters, scope, all, place, most);
  }

  /** Some of a list, and the token of what follows them. */
  public record Stretch<T>(List<T> items, Optional<String> nextToken) {}

  /**
   * At most {@code most} items of what follows {@code NextToken}, whether or not the item that it
   * was given out for is still there.
   *
   * @param scope whose list of what it is; tokens of other lists are refused
   * @param all in the order of their places
   */
  public static <T> Stretch<T> following(
      RpcParameters parameters, String scope, List<T> all, Function<T, Place> place, int most) {
    int from =
        parameters
            .text("NextToken")
            .map(token -> behind(Place.ofToken(scope, token), all, place))
            .orElse(0);
    int to = Math.min(all.size(), from + most);
    List<T> items = List.copyOf(all.subList(from, to));
    return new Stretch<>(
        items,
        to < all.size()
            ? Optional.of(place.apply(all.get(to - 1)).token(scope))
            : Optional.empty());
  }

  private static <T> int behind(Place last, List<T> all, Function<T, Place> place) {
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place.apply(all.get(middle)).compareTo(last) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
