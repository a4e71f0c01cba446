package io.sealift.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0B, 0",
    "1023B, 1023",
    "1KiB, 1024",
    "64MiB, 67108864",
    "3GiB, 3221225472",
    "32TiB, 35184372088832"
  })
  void itsTextReadsBackAsTheSameSize(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1MB", "1 MiB", "-1KiB", "1,5GiB", "1.5GiB", "1mib", "١KiB"})
  void aSizeWithoutAnExactFormIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse(text))
        .withMessage("must be a whole number with a unit B, KiB, MiB, GiB or TiB");
  }

  @Test
  void aSizeBeyondALongIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse("9999999999TiB"))
        .withMessage("is too large");
  }
}
