package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The client's idempotency token: the same token gives the same job. Form: 1 to 64 visible ASCII
 * characters.
 */
public record RequestToken(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,64}");

  @JsonCreator
  public RequestToken {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("request token must be 1 to 64 visible ASCII characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
