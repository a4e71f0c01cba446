package io.sealift.cli.command;

import picocli.CommandLine.ITypeConverter;

/** Reads a rate as {@link ByteCount} does, or {@code none}, which is 0 to the cluster. */
final class RateLimit implements ITypeConverter<Long> {
  private static final String NONE = "none";

  @Override
  public Long convert(String text) {
    return text.equals(NONE) ? Long.valueOf(0) : new ByteCount().convert(text);
  }
}
