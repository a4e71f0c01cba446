package io.sealift.system.cluster;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What all roles of this process log from now on, until it is closed. */
final class LogLines implements AutoCloseable {
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(Line.of(event));
        }
      };

  LogLines() {
    appender.setContext(logger().getLoggerContext());
    appender.start();
    logger().addAppender(appender);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("io.sealift");
  }

  /**
   * One line.
   *
   * @param fields what it has in {@code kvpList}
   * @param traceId empty where it has none
   */
  record Line(String logger, String message, Map<String, String> fields, String traceId) {
    static Line of(ILoggingEvent event) {
      Map<String, String> fields = new HashMap<>();
      if (event.getKeyValuePairs() != null) {
        event.getKeyValuePairs().forEach(pair -> fields.put(pair.key, String.valueOf(pair.value)));
      }
      return new Line(
          event.getLoggerName(),
          event.getMessage(),
          Map.copyOf(fields),
          Objects.requireNonNullElse(event.getMDCPropertyMap().get("traceId"), ""));
    }

    boolean isOf(String jobId) {
      return fields.getOrDefault("jobId", "").equals(jobId);
    }
  }

  /** The lines so far that name a job. */
  List<Line> of(String jobId) {
    return lines.stream().filter(line -> line.isOf(jobId)).toList();
  }

  @Override
  public void close() {
    logger().detachAppender(appender);
    appender.stop();
  }
}
