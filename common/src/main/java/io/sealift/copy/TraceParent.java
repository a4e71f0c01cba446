package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which trace something belongs to, and which span of it is the cause: the value of the header
 * {@code traceparent} of W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context/).
 *
 * <pre>
 * 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
 * version   trace id (16 bytes)         span id (8)    flags
 * </pre>
 *
 * Written is version 00 always. Of the flags only <i>sampled</i> is defined, so only it is passed
 * on.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero; the header's {@code parent-id}
 * @param sampled whether the caller may have recorded its part of the trace
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {
  /** The header, of HTTP requests and of Kafka records. */
  public static final String HEADER = "traceparent";

  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SPAN_ID = Pattern.compile("[0-9a-f]{16}");
  // What follows the flags is for versions that are not known yet.
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final int MAX_CHARACTERS = 512;
  private static final String VERSION = "00";
  private static final String NO_VERSION = "ff";
  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);
  private static final int SAMPLED = 1;
  private static final int HEXADECIMAL = 16;

  public TraceParent {
    if (!TRACE_ID.matcher(traceId).matches() || traceId.equals(NO_TRACE)) {
      throw new IllegalArgumentException(
          "trace id must be 32 lower-case hexadecimal digits, not all zero");
    }
    if (!SPAN_ID.matcher(spanId).matches() || spanId.equals(NO_SPAN)) {
      throw new IllegalArgumentException(
          "span id must be 16 lower-case hexadecimal digits, not all zero");
    }
  }

  /**
   * What a header says that anybody may have sent; empty where it says nothing that counts: a new
   * trace begins then. A version that is not known is read as far as version 00 goes, as the
   * recommendation asks.
   */
  public static Optional<TraceParent> parse(String header) {
    if (header.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(header);
    if (!form.matches()
        || form.group(1).equals(NO_VERSION)
        || (form.group(1).equals(VERSION) && form.group(5) != null)
        || form.group(2).equals(NO_TRACE)
        || form.group(3).equals(NO_SPAN)) {
      return Optional.empty();
    }
    boolean sampled = (Integer.parseInt(form.group(4), HEXADECIMAL) & SAMPLED) == SAMPLED;
    return Optional.of(new TraceParent(form.group(2), form.group(3), sampled));
  }

  /** What this program itself has written. */
  @JsonCreator
  static TraceParent written(String header) {
    return parse(header)
        .orElseThrow(() -> new IllegalArgumentException("must be a W3C traceparent"));
  }

  /** The same trace, at another span of it. */
  public TraceParent at(String otherSpanId) {
    return new TraceParent(traceId, otherSpanId, sampled);
  }

  /** The header's value. */
  @JsonValue
  public String header() {
    return "%s-%s-%s-%s".formatted(VERSION, traceId, spanId, sampled ? "01" : "00");
  }

  @Override
  public String toString() {
    return header();
  }
}
