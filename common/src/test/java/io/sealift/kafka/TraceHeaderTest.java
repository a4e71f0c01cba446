package io.sealift.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.copy.TraceParent;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TraceHeaderTest {
  private static final TraceParent TRACE =
      new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

  private final Headers headers = new RecordHeaders();

  @Test
  void whatIsPutIsRead() {
    TraceHeader.put(headers, TRACE);

    assertThat(TraceParent.parse(TraceHeader.text(headers))).contains(TRACE);
    assertThat(new String(headers.lastHeader("traceparent").value(), UTF_8))
        .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }

  @Test
  void noHeaderIsNoText() {
    assertThat(TraceHeader.text(headers)).isEmpty();
  }

  @Test
  void aHeaderWithoutAValueIsNoText() {
    headers.add("traceparent", null);

    assertThat(TraceHeader.text(headers)).isEmpty();
  }

  @Test
  void twoHeadersAreNoText() {
    TraceHeader.put(headers, TRACE);
    TraceHeader.put(headers, TRACE);

    assertThat(TraceHeader.text(headers)).isEmpty();
  }

  @Test
  void bytesThatAreNoTextNameNoTrace() {
    headers.add("traceparent", new byte[] {-1, 0, 127});

    assertThat(TraceParent.parse(TraceHeader.text(headers))).isEmpty();
  }
}
