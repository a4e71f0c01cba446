package io.sealift.agent.server;

import java.io.Serial;

/** What a user asks for lies here, but is not what was sealed: asking again does not help. */
final class SourceCorruptException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Names in one line what does not open. */
  SourceCorruptException(String message) {
    super(message);
  }
}
