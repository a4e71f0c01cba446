package io.sealift.system.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Looks for secrets in files: as they are, in hexadecimal, and in base64 at each of its three
 * alignments.
 */
final class FileScan {
  private final List<byte[]> patterns = new ArrayList<>();

  FileScan lookFor(byte[] secret) {
    patterns.add(secret.clone());
    String hex = HexFormat.of().formatHex(secret);
    add(hex);
    add(hex.toUpperCase(Locale.ROOT));
    for (int skipped = 0; skipped < 3; skipped++) {
      byte[] shifted = new byte[secret.length + skipped];
      System.arraycopy(secret, 0, shifted, skipped, secret.length);
      // The first and last characters also depend on what stands around.
      String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      String inner = text.substring(4, text.length() - 4);
      add(inner);
      add(inner.replace('+', '-').replace('/', '_'));
    }
    return this;
  }

  private void add(String text) {
    patterns.add(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The files under a directory that hold any of them. */
  List<Path> find(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(directory)) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    List<Path> found = new ArrayList<>();
    for (Path file : files) {
      try {
        if (holds(Files.readAllBytes(file))) {
          found.add(directory.relativize(file));
        }
      } catch (NoSuchFileException e) {
        // The cluster runs on, and deletes what it does not need.
      }
    }
    return found;
  }

  private boolean holds(byte[] bytes) {
    boolean[] firsts = new boolean[256];
    patterns.forEach(pattern -> firsts[pattern[0] & 0xff] = true);
    for (int i = 0; i < bytes.length; i++) {
      if (firsts[bytes[i] & 0xff]) {
        for (byte[] pattern : patterns) {
          if (startsAt(bytes, i, pattern)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean startsAt(byte[] bytes, int start, byte[] pattern) {
    if (bytes.length - start < pattern.length) {
      return false;
    }
    for (int i = 0; i < pattern.length; i++) {
      if (bytes[start + i] != pattern[i]) {
        return false;
      }
    }
    return true;
  }
}
