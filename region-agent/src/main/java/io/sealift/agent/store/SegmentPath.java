package io.sealift.agent.store;

import io.sealift.copy.AttemptId;
import io.sealift.protocol.SegmentFileName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How segment files are called: eight digits of segment number, the attempt, {@code .seg}. */
final class SegmentPath {
  private static final Pattern FORM = Pattern.compile("(\\d{8})-(a-[a-z0-9]{1,32})\\.seg");

  private SegmentPath() {}

  static String of(int segment, AttemptId attempt) {
    return "%08d-%s.seg".formatted(segment, attempt);
  }

  static Optional<SegmentFileName> parse(String name) {
    Matcher matcher = FORM.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new SegmentFileName(
                Integer.parseInt(matcher.group(1)), new AttemptId(matcher.group(2))))
        : Optional.empty();
  }
}
