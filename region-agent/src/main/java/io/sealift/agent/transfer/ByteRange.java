package io.sealift.agent.transfer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one form of {@code Range} that is served: {@code bytes=<first>-}, from a byte to the end. */
record ByteRange(long first) {
  private static final Pattern FORM = Pattern.compile("bytes=(\\d{1,18})-");

  static Optional<ByteRange> parse(String header) {
    Matcher matcher = FORM.matcher(header);
    return matcher.matches()
        ? Optional.of(new ByteRange(Long.parseLong(matcher.group(1))))
        : Optional.empty();
  }

  /** What the answer's {@code Content-Range} says of a file of this length. */
  String contentRange(long length) {
    return "bytes %d-%d/%d".formatted(first, length - 1, length);
  }

  @Override
  public String toString() {
    return "bytes=" + first + "-";
  }
}
