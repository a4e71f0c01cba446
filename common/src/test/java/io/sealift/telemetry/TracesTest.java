package io.sealift.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.copy.TraceParent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {
  private static final TraceParent GIVEN =
      new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

  private final Traces traces = new Traces();

  @Test
  void aTraceGoesOnInASpanOfItsOwn() {
    TraceParent next = traces.next(GIVEN.header());

    assertThat(next.traceId()).isEqualTo(GIVEN.traceId());
    assertThat(next.spanId()).isNotEqualTo(GIVEN.spanId());
    assertThat(next.sampled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "malformed",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
      })
  void aHeaderThatSaysNothingBeginsATrace(String header) {
    TraceParent begun = traces.next(header);

    assertThat(begun.traceId()).isNotEqualTo(traces.next(header).traceId());
    assertThat(begun.sampled()).isFalse();
    assertThat(TraceParent.parse(begun.header())).contains(begun);
  }
}
