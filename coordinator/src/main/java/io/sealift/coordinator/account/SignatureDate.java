package io.sealift.coordinator.account;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The one form that the date of a signature may have. */
public final class SignatureDate {
  /** Says what the form is. */
  public static final String FORM = "must be a time in UTC like 2026-01-31T12:00:00Z";

  private static final Pattern PATTERN =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

  private SignatureDate() {}

  /** The instant; empty when the text is not of the form. */
  public static Optional<Instant> parse(String text) {
    if (!PATTERN.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
