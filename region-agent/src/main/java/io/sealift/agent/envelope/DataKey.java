package io.sealift.agent.envelope;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The data key (DEK) of one sealed content: 32 bytes that exist in the clear only in here, and are
 * wiped by {@link #close}.
 *
 * <p>Segment and manifest keys are derived from it inside this package. Its bytes are handed out
 * only through {@link #withBytes}, and only to the two packages that wrap it for somebody: {@code
 * kms} and {@code grant}. Safe for use by many threads.
 */
public final class DataKey implements AutoCloseable {
  /** How many bytes a data key has. */
  public static final int LENGTH = 32;

  private final byte[] bytes;
  private boolean closed;

  private DataKey(byte[] bytes) {
    if (bytes.length != LENGTH) {
      Arrays.fill(bytes, (byte) 0);
      throw new IllegalArgumentException("data key must have 32 bytes: " + bytes.length);
    }
    this.bytes = bytes;
  }

  /**
   * Makes a data key of these bytes; the caller must not touch the array again. A wrong length is
   * refused, and wiped.
   */
  public static DataKey takeOwnershipOf(byte[] bytes) {
    return new DataKey(bytes);
  }

  /** Draws a new data key. */
  public static DataKey draw(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new DataKey(bytes);
  }

  /**
   * Lets {@code wrap} read the bytes. For the {@code kms} and {@code grant} packages alone, which
   * wrap the key; {@code wrap} keeps neither the array nor a copy.
   */
  public synchronized <T> T withBytes(Function<byte[], T> wrap) {
    requireOpen();
    return wrap.apply(bytes);
  }

  /** Derives 32 bytes for one purpose; the caller wipes them. */
  synchronized byte[] derive(byte[] salt, byte[] info) {
    requireOpen();
    return Hkdf.derive(bytes, salt, info, LENGTH);
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "DataKey[redacted]";
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("data key is closed");
    }
  }
}
