package io.sealift.kafka;

import io.sealift.copy.TraceParent;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The record header {@code traceparent}, whose value is that of the HTTP header. */
public final class TraceHeader {
  private TraceHeader() {}

  /** Gives a record's headers that trace. */
  public static void put(Headers headers, TraceParent trace) {
    headers.add(TraceParent.HEADER, trace.header().getBytes(StandardCharsets.US_ASCII));
  }

  /** The header as text, not looked at yet; empty where there is none, or more than one. */
  public static String text(Headers headers) {
    Iterator<Header> each = headers.headers(TraceParent.HEADER).iterator();
    if (!each.hasNext()) {
      return "";
    }
    byte[] value = each.next().value();
    return value == null || each.hasNext() ? "" : new String(value, StandardCharsets.ISO_8859_1);
  }
}
