package io.sealift.audit;

import io.sealift.config.ByteSize;
import io.sealift.config.ConfigKey;
import io.sealift.config.ConfigType;
import io.sealift.config.ConfigValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a role writes its audit log.
 *
 * @param file of this process alone; without it, records go into the log, under a logger's name of
 *     their own
 * @param size at which another file is begun
 * @param kept how many full files are kept beside the one that is written
 */
public record AuditSettings(Optional<Path> file, ByteSize size, int kept) {
  private static final ConfigKey<Path> FILE =
      ConfigKey.optional(
          "log.audit-file",
          ConfigType.PATH,
          "The audit log: who did what with which key, one JSON object for each line; a file of"
              + " this process alone. Without it, records go into the log, under the logger"
              + " sealift.audit.");
  private static final ConfigKey<ByteSize> SIZE =
      ConfigKey.withDefault(
          "log.audit-file-size",
          ConfigType.size(ByteSize.parse("1MiB"), ByteSize.parse("10GiB")),
          "64MiB",
          "At this size the audit file is renamed to one with the end .1, and another is begun.");
  private static final ConfigKey<Integer> KEPT =
      ConfigKey.withDefault(
          "log.audit-files-kept",
          ConfigType.integer(1, 20),
          "16",
          "How many full audit files are kept; the oldest is deleted.");

  /** Declared by every role that runs by itself. */
  public static final List<ConfigKey<?>> KEYS = List.of(FILE, SIZE, KEPT);

  /** Into the log. */
  public static final AuditSettings IN_LOG =
      new AuditSettings(Optional.empty(), ByteSize.parse("64MiB"), 16);

  /** Into a file of that path, with the default limits. */
  public static AuditSettings into(Path file) {
    return new AuditSettings(Optional.of(file), IN_LOG.size(), IN_LOG.kept());
  }

  /** The settings among those of a role. */
  public static AuditSettings of(ConfigValues values) {
    return new AuditSettings(values.find(FILE), values.get(SIZE), values.get(KEPT));
  }
}
