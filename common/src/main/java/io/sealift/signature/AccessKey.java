package io.sealift.signature;

/** An account's access key with its secret. The secret never shows in {@link #toString}. */
public record AccessKey(String id, String secret) {
  @Override
  public String toString() {
    return "AccessKey[" + id + "]";
  }
}
