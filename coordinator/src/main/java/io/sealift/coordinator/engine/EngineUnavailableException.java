package io.sealift.coordinator.engine;

import java.io.Serial;

/**
 * No coordinator decided in time: the same request may be sent again with the same request token.
 */
public final class EngineUnavailableException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Says what was waited for. */
  public EngineUnavailableException(String reason) {
    super(reason);
  }
}
