package io.sealift.telemetry;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes one metric of {@link MetricNames} for its users. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@interface Metric {
  /** How its value moves. */
  Kind kind();

  /** The unit of its value; none for a count. */
  String unit() default "";

  /** Its tags, separated by semicolons, with their values where those are fixed. */
  String tags() default "";

  /** What it tells, in a sentence. */
  String meaning();

  /** How a metric's value moves. */
  enum Kind {
    /** Only goes up while the process lives. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** Counts events by how long they took: a histogram in seconds. */
    TIMER
  }
}
