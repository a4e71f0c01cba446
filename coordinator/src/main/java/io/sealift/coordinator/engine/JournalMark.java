package io.sealift.coordinator.engine;

import io.sealift.copy.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest generation of the journal that this coordinator has seen, kept in a file. A journal
 * whose newest generation is older has lost its end, or everything: it was deleted, cut off, or
 * restored from a backup that is too old. Whoever went on from there would forget jobs and have the
 * bytes of images deleted that it does not know. Safe for use by many threads.
 */
public final class JournalMark {
  private static final Logger LOGGER = LoggerFactory.getLogger(JournalMark.class);
  private final Path file;
  private Generation newest;

  private JournalMark(Path file, Generation newest) {
    this.file = file;
    this.newest = newest;
  }

  /**
   * Opens the mark; where there is none, nothing was seen yet.
   *
   * @throws IOException when the file cannot be read or is no mark
   */
  public static JournalMark open(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new JournalMark(file, Generation.NONE);
    }
    String text = Files.readString(file).strip();
    if (!text.matches("\\d{1,18}")) {
      throw new IOException("cannot use %s: it holds no generation of the journal".formatted(file));
    }
    return new JournalMark(file, new Generation(Long.parseLong(text)));
  }

  /** The journal has this generation. */
  public synchronized void saw(Generation generation) {
    if (generation.compareTo(newest) <= 0) {
      return;
    }
    newest = generation;
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, generation.number() + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // The journal itself is sound; only its loss would not be noticed after a restart.
      LOGGER.atWarn().addKeyValue("file", file).setCause(e).log("journal's mark not written");
    }
  }

  /** What is wrong with a journal whose newest generation is this one, and what to do about it. */
  public synchronized Optional<String> problem(Generation found) {
    return found.compareTo(newest) >= 0
        ? Optional.empty()
        : Optional.of(
            ("the journal has lost records: it ends at generation %d, and %s has seen generation"
                    + " %d. Restore the topic from a newer backup; to go on without what is lost,"
                    + " delete that file at every coordinator")
                .formatted(found.number(), file, newest.number()));
  }
}
