package io.sealift.cli.command;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads byte counts as {@code 1048576}, {@code 50MiB} (binary) or {@code 50MB} (decimal). */
public final class ByteCount implements ITypeConverter<Long> {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,6})?)\\s*([A-Za-z]*?)(?:/s)?");
  private static final Map<String, Long> UNITS =
      Map.of(
          "",
          1L,
          "b",
          1L,
          "kib",
          1L << 10,
          "mib",
          1L << 20,
          "gib",
          1L << 30,
          "tib",
          1L << 40,
          "kb",
          1_000L,
          "mb",
          1_000_000L,
          "gb",
          1_000_000_000L,
          "tb",
          1_000_000_000_000L);

  @Override
  public Long convert(String text) {
    Matcher matcher = FORM.matcher(text);
    Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new TypeConversionException("must be a number of bytes, as 1048576, 50MiB or 50MB");
    }
    try {
      long bytes =
          new BigDecimal(matcher.group(1))
              .multiply(BigDecimal.valueOf(unit))
              .toBigInteger()
              .longValueExact();
      if (bytes > 0) {
        return bytes;
      }
    } catch (ArithmeticException e) {
      throw new TypeConversionException("is larger than any rate or size");
    }
    throw new TypeConversionException("must be more than 0");
  }
}
