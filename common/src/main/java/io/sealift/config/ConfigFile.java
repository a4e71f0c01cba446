package io.sealift.config;

import java.io.IOException;
import java.io.Serial;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Reads small UTF-8 text files strictly: configuration in the syntax of {@link Properties}, and
 * secrets.
 */
final class ConfigFile {
  private static final long MAX_BYTES = 256 << 10;

  private ConfigFile() {}

  /** The entries of a configuration file. A key that is there twice is a problem. */
  static Map<String, String> entries(Path file, List<String> problems) {
    Map<String, String> entries = new TreeMap<>();
    try {
      new Properties() {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        public synchronized Object put(Object key, Object value) {
          if (entries.put((String) key, (String) value) != null) {
            problems.add(key + ": is set twice");
          }
          return value;
        }
      }.load(new StringReader(text(file)));
    } catch (IOException e) {
      problems.add("%s: %s".formatted(file, reason(e)));
    } catch (IllegalArgumentException e) {
      problems.add("%s: has a malformed \\u escape".formatted(file));
    }
    return entries;
  }

  /** The text of a file that holds one secret, without the line end that editors add. */
  static String secret(Path file) throws IOException {
    String text = text(file);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      throw new IOException("everybody may read the file: chmod o-r " + file);
    }
    return text.stripTrailing();
  }

  private static String text(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(Files.exists(file) ? "is not a regular file" : "there is no such file");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("is larger than 256 KiB");
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    if (text.startsWith("\uFEFF")) {
      throw new IOException("starts with a byte order mark");
    }
    return text;
  }

  static String reason(IOException problem) {
    if (problem instanceof CharacterCodingException) {
      return "is not UTF-8 text";
    }
    String message = problem.getMessage();
    return message == null ? "cannot be read" : message;
  }
}
