package io.sealift.agent.envelope;

/**
 * AES-256-GCM under one key, with 96-bit nonces and 128-bit tags only; the tag stands apart from
 * the ciphertext.
 *
 * <p>One message is {@link #begin}, then {@link #seal} or {@link #open}. Input and output must not
 * overlap. Implementations keep state from call to call: one thread at a time. They do not remember
 * nonces: who calls {@link #seal} answers for it that no nonce comes twice.
 */
interface AeadCipher extends AutoCloseable {
  /** The only key length, in bytes. */
  int KEY_LENGTH = 32;

  /** The only nonce length, in bytes. */
  int NONCE_LENGTH = 12;

  /** The only tag length, in bytes. */
  int TAG_LENGTH = 16;

  /** Sets nonce and associated data of the next message. */
  void begin(byte[] nonce, byte[] associatedData);

  /** Seals into {@code out}, as many bytes as come in, and keeps the tag for {@link #copyTag}. */
  void seal(byte[] in, int offset, int length, byte[] out, int outOffset);

  /** Copies the tag of the message that was sealed last. */
  void copyTag(byte[] target, int targetOffset);

  /**
   * Opens into {@code out}. When the tag is wrong the answer is false and the range of the output
   * holds zeros.
   */
  boolean open(byte[] in, int offset, int length, byte[] tag, byte[] out, int outOffset);

  /** Drops the key. */
  @Override
  void close();

  /** Refuses what is not a 256-bit key. */
  static void requireKey(byte[] key) {
    if (key.length != KEY_LENGTH) {
      throw new IllegalArgumentException("AES-256-GCM key must have 32 bytes: " + key.length);
    }
  }

  /** Refuses what is not a 96-bit nonce. */
  static void requireNonce(byte[] nonce) {
    if (nonce.length != NONCE_LENGTH) {
      throw new IllegalArgumentException("AES-256-GCM nonce must have 12 bytes: " + nonce.length);
    }
  }

  /** Refuses what is not a 128-bit tag. */
  static void requireTag(byte[] tag) {
    if (tag.length != TAG_LENGTH) {
      throw new IllegalArgumentException("AES-256-GCM tag must have 16 bytes: " + tag.length);
    }
  }
}
