package io.sealift.kafka;

import java.io.Serial;
import java.util.List;

/**
 * Topics that exist, but not as the project needs them: running on would lose records or their
 * order.
 */
public final class TopicMismatchException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Names all problems together. */
  public TopicMismatchException(List<String> problems) {
    super("topics are not as they must be: " + String.join("; ", problems));
  }
}
