package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names the owner of images, keys and jobs. Form: 1 to 40 lower-case letters, digits or inner
 * hyphens.
 */
public record AccountId(@JsonValue String value) implements Comparable<AccountId> {
  @JsonCreator
  public AccountId {
    IdFormat.requireName("account id", value);
  }

  @Override
  public int compareTo(AccountId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
