package io.sealift.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant who wrote an unknown name. */
final class NearestName {
  private NearestName() {}

  /**
   * The known name with the fewest changes to the given one, if that is at most {@code limit}, else
   * of those that end in the same part ({@code api.port}, {@code coordinator.port}).
   */
  static Optional<String> find(String given, Collection<String> known, int limit) {
    Comparator<String> nearest =
        Comparator.comparingInt((String name) -> distance(given, name)).thenComparing(name -> name);
    return known.stream()
        .filter(name -> distance(given, name) <= limit)
        .min(nearest)
        .or(
            () ->
                known.stream().filter(name -> lastPart(name).equals(lastPart(given))).min(nearest));
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Levenshtein's distance: insertions, deletions and substitutions of single characters. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
