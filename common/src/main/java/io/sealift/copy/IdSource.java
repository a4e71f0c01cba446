package io.sealift.copy;

/**
 * Draws the random part of new ids. Implementations say whether they are safe for use by many
 * threads.
 */
@FunctionalInterface
public interface IdSource {
  /** Twenty random lower-case letters and digits, about 103 bits. */
  String next();
}
