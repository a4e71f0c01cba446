package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Which key of a region's key service is meant: one of the two keys that every region makes on
 * first use, or a customer key by its id.
 */
public record KeyReference(@JsonValue String value) {
  /** Seals what users call unencrypted: the region's own storage key. */
  public static final KeyReference STORAGE = new KeyReference("alias/sealift/storage");

  /** The key that stands for "encrypt, but I name no key": the region's service key. */
  public static final KeyReference SERVICE = new KeyReference("alias/acs/ecs");

  @JsonCreator
  public KeyReference {
    if (!value.equals("alias/sealift/storage") && !value.equals("alias/acs/ecs")) {
      IdFormat.requirePrefixed("key id", KeyId.PREFIX, value);
    }
  }

  /** The reference to one customer key. */
  public static KeyReference of(KeyId keyId) {
    return new KeyReference(keyId.value());
  }

  /** Whether this names one key by its id, and not a key that the region made for itself. */
  public boolean isCustomerKey() {
    return value.startsWith(KeyId.PREFIX);
  }

  @Override
  public String toString() {
    return value;
  }
}
