package io.sealift.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sealift.protocol.StrictJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String GOOD = "00-" + TRACE + "-" + SPAN;

  @ParameterizedTest
  @CsvSource({
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00,false",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,true",
    // Other flags have no meaning yet.
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02,false",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff,true",
    // Versions to come are read as far as this one goes.
    "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,true",
    "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like,true",
    "fe-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-,false",
  })
  void aGoodHeaderNamesATraceAndASpan(String header, boolean sampled) {
    assertThat(TraceParent.parse(header)).contains(new TraceParent(TRACE, SPAN, sampled));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "hello",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        // All zero.
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "01-00000000000000000000000000000000-00f067aa0ba902b7-01",
        // The version that never is.
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        // More than version 00 has.
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.",
        // More than a dash after the flags of a later version.
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-010",
        // Upper case, no hexadecimal digits, other digits.
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
        "0A-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        "00-\u0664bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        // Too short, too long, other separators.
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e47361-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b71-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "000-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        // More around it.
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,"
            + "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-a\nb",
      })
  void aHeaderThatIsNoGoodNamesNone(String header) {
    assertThat(TraceParent.parse(header)).isEmpty();
  }

  @Test
  void aHeaderOfAnyLengthIsNotReadForLong() {
    assertThat(TraceParent.parse("01" + GOOD.substring(2) + "-01-" + "a".repeat(1 << 20)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "01"})
  void whatIsWrittenIsReadAgain(String flags) throws IOException {
    TraceParent trace = TraceParent.parse(GOOD + "-" + flags).orElseThrow();

    assertThat(trace.header()).isEqualTo(GOOD + "-" + flags);
    String json = StrictJson.mapper().writeValueAsString(trace);
    assertThat(json).isEqualTo("\"" + GOOD + "-" + flags + "\"");
    assertThat(StrictJson.mapper().readValue(json, TraceParent.class)).isEqualTo(trace);
  }

  @Test
  void onlyWhatIsKnownOfALaterVersionIsPassedOn() {
    TraceParent trace = TraceParent.parse("cc" + GOOD.substring(2) + "-ff-more").orElseThrow();

    assertThat(trace.header()).isEqualTo(GOOD + "-01");
  }

  @Test
  void anotherSpanIsOfTheSameTrace() {
    TraceParent other = new TraceParent(TRACE, SPAN, true).at("b7ad6b7169203331");

    assertThat(other.header()).isEqualTo("00-" + TRACE + "-b7ad6b7169203331-01");
  }

  @ParameterizedTest
  @CsvSource({
    "4bf92f3577b34da6a3ce929d0e0e473,00f067aa0ba902b7",
    "4BF92F3577B34DA6A3CE929D0E0E4736,00f067aa0ba902b7",
    "00000000000000000000000000000000,00f067aa0ba902b7",
    "4bf92f3577b34da6a3ce929d0e0e4736,00f067aa0ba902b",
    "4bf92f3577b34da6a3ce929d0e0e4736,0000000000000000",
  })
  void idsOfAnotherFormAreRefused(String traceId, String spanId) {
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceParent(traceId, spanId, true));
  }
}
