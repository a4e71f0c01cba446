package io.sealift.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a job's priority: 0 to 9, more goes first. */
public final class Priority implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    if (!text.matches("[0-9]")) {
      throw new TypeConversionException("must be 0 to 9");
    }
    return Integer.valueOf(text);
  }
}
