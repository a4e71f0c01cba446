package io.sealift.telemetry;

import io.sealift.copy.TraceParent;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Begins traces, and goes on with those that others have begun. Safe for use by many threads. */
public final class Traces {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  // Of these ids at most one in 2^64 is all zero; it is drawn again.
  private final SecureRandom random = new SecureRandom();

  /**
   * What is done because of a header: a span of its own, of the header's trace, or of a new one
   * where the header says nothing that counts.
   *
   * @param header empty where there was none, or more than one
   */
  public TraceParent next(String header) {
    return TraceParent.parse(header).map(this::next).orElseGet(this::begin);
  }

  /** A new span of that trace. */
  public TraceParent next(TraceParent cause) {
    return cause.at(id(SPAN_ID_BYTES));
  }

  /** A new trace. Nobody records its spans, so it is not sampled. */
  public TraceParent begin() {
    return new TraceParent(id(TRACE_ID_BYTES), id(SPAN_ID_BYTES), false);
  }

  private String id(int length) {
    byte[] bytes = new byte[length];
    boolean isZero;
    do {
      random.nextBytes(bytes);
      isZero = true;
      for (byte each : bytes) {
        isZero &= each == 0;
      }
    } while (isZero);
    return HexFormat.of().formatHex(bytes);
  }
}
