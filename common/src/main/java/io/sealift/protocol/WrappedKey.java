package io.sealift.protocol;

import io.sealift.copy.KeyId;

/**
 * A data key, wrapped by a key of one region's key service; it opens only there, and only with the
 * context it was wrapped in.
 *
 * @param keyId the wrapping key
 * @param keyVersion the version of the wrapping key, from 1
 * @param blob the wrapped key in base64, at most 4096 characters
 */
public record WrappedKey(KeyId keyId, int keyVersion, String blob) {
  private static final int MAX_BLOB_CHARACTERS = 4096;

  public WrappedKey {
    if (keyVersion < 1) {
      throw new IllegalArgumentException("key version must be 1 or more: " + keyVersion);
    }
    if (blob.isEmpty() || blob.length() > MAX_BLOB_CHARACTERS) {
      throw new IllegalArgumentException(
          "wrapped key must have 1 to 4096 characters: " + blob.length());
    }
  }
}
