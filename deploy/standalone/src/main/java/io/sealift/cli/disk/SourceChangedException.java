package io.sealift.cli.disk;

import java.io.IOException;

/** The file changed while it was imported; what was sent is of no use. */
public final class SourceChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  SourceChangedException(String message) {
    super(message);
  }
}
