package io.sealift.agent.exchange;

import io.sealift.protocol.FileInspection;
import java.io.Serial;

/** A file or folder that is not there or is not let through. The message is one line for users. */
public final class ExchangeException extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  private final FileInspection.Kind kind;

  /** A refusal. */
  public ExchangeException(FileInspection.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What is wrong. */
  public FileInspection.Kind kind() {
    return kind;
  }
}
