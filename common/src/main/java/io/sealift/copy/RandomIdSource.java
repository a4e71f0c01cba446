package io.sealift.copy;

import java.security.SecureRandom;

/** Draws ids from the system's secure random generator. Safe for use by many threads. */
public final class RandomIdSource implements IdSource {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 20;
  private final SecureRandom random = new SecureRandom();

  @Override
  public String next() {
    StringBuilder text = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
