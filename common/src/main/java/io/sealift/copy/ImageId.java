package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names one regional image. Form: {@code m-} and up to 32 lower-case letters or digits. */
public record ImageId(@JsonValue String value) implements Comparable<ImageId> {
  /** What every value starts with. */
  public static final String PREFIX = "m-";

  @JsonCreator
  public ImageId {
    IdFormat.requirePrefixed("image id", PREFIX, value);
  }

  @Override
  public int compareTo(ImageId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
