package io.sealift.agent;

import io.sealift.agent.attempt.ProgressReporter;
import io.sealift.protocol.ProgressMessage;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was reported. Safe for use by many threads. */
final class RecordingReporter implements ProgressReporter {
  private final List<ProgressMessage> hints = new ArrayList<>();
  private final List<ProgressMessage> published = new ArrayList<>();

  @Override
  public synchronized void hint(ProgressMessage message) {
    hints.add(message);
  }

  @Override
  public synchronized void publish(ProgressMessage message) {
    published.add(message);
  }

  synchronized <T extends ProgressMessage> List<T> hints(Class<T> type) {
    return hints.stream().filter(type::isInstance).map(type::cast).toList();
  }

  synchronized <T extends ProgressMessage> List<T> published(Class<T> type) {
    return published.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The last published message. */
  synchronized ProgressMessage last() {
    return published.get(published.size() - 1);
  }
}
