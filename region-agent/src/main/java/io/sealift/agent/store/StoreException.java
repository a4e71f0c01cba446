package io.sealift.agent.store;

import io.sealift.copy.FailureCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/**
 * The store refused or failed. The code says what the engine may do about it; the message is one
 * line for users.
 */
public final class StoreException extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  private final FailureCode code;

  /** A failure without a deeper cause. */
  public StoreException(FailureCode code, String message) {
    super(message);
    this.code = code;
  }

  private StoreException(FailureCode code, String message, IOException cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * Words an input/output failure: {@code cannot <what>: <cause>}. A full disk becomes {@link
   * FailureCode#NO_SPACE}.
   */
  public static StoreException of(String what, IOException cause) {
    if (isFull(cause)) {
      return new StoreException(
          FailureCode.NO_SPACE,
          "cannot %s: no space left in the region's store".formatted(what),
          cause);
    }
    return new StoreException(
        FailureCode.STORE_FAILED, "cannot %s: %s".formatted(what, reason(cause)), cause);
  }

  /** What the failure means for the task. */
  public FailureCode code() {
    return code;
  }

  // The JDK gives ENOSPC and EDQUOT no type of their own, only the C library's words.
  private static boolean isFull(IOException cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left") || message.contains("quota exceeded");
  }

  // Paths stay out of what users read.
  private static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return "it is not there";
    }
    if (cause instanceof FileSystemException file) {
      return file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
