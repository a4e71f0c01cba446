package io.sealift.agent.envelope;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-256-GCM by BouncyCastle LTS: its native engine where the library loads, else its slow Java
 * one.
 *
 * <p>The streaming interface is used so that the tag need not stand behind the message in the
 * caller's arrays. It holds back only the last few bytes, which come out into {@link #rest}; opened
 * bytes reach the caller's array before the tag is checked, and are wiped when it is wrong.
 */
final class BouncyCastleAeadCipher implements AeadCipher {
  private static final int TAG_BITS = TAG_LENGTH * Byte.SIZE;

  /** More than any engine holds back; the native ones work on up to 16 AES blocks at once. */
  private static final int REST_LENGTH = 1024;

  private final GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
  private final KeyParameter key;
  private final byte[] rest = new byte[REST_LENGTH];
  private final byte[] tag = new byte[TAG_LENGTH];
  private byte[] nonce = new byte[0];
  private byte[] associatedData = new byte[0];

  BouncyCastleAeadCipher(byte[] key) {
    AeadCipher.requireKey(key);
    this.key = new KeyParameter(key);
  }

  @Override
  public void begin(byte[] nonce, byte[] associatedData) {
    AeadCipher.requireNonce(nonce);
    this.nonce = nonce;
    this.associatedData = associatedData;
  }

  @Override
  public void seal(byte[] in, int offset, int length, byte[] out, int outOffset) {
    cipher.init(true, parameters());
    int written = cipher.processBytes(in, offset, length, out, outOffset);
    int tail;
    try {
      tail = cipher.doFinal(rest, 0) - TAG_LENGTH;
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("cannot seal: the cipher checked a tag", e);
    }
    requireWhole(written + tail, length);
    System.arraycopy(rest, 0, out, outOffset + written, tail);
    System.arraycopy(rest, tail, tag, 0, TAG_LENGTH);
  }

  @Override
  public void copyTag(byte[] target, int targetOffset) {
    System.arraycopy(tag, 0, target, targetOffset, TAG_LENGTH);
  }

  @Override
  public boolean open(byte[] in, int offset, int length, byte[] tag, byte[] out, int outOffset) {
    AeadCipher.requireTag(tag);
    cipher.init(false, parameters());
    try {
      int written = cipher.processBytes(in, offset, length, out, outOffset);
      int tail = cipher.processBytes(tag, 0, TAG_LENGTH, rest, 0);
      tail += cipher.doFinal(rest, tail);
      requireWhole(written + tail, length);
      System.arraycopy(rest, 0, out, outOffset + written, tail);
      return true;
    } catch (InvalidCipherTextException e) {
      Arrays.fill(out, outOffset, outOffset + length, (byte) 0);
      return false;
    } finally {
      Arrays.fill(rest, (byte) 0);
    }
  }

  @Override
  public void close() {
    Arrays.fill(key.getKey(), (byte) 0);
  }

  private AEADParameters parameters() {
    return new AEADParameters(key, TAG_BITS, nonce, associatedData);
  }

  private static void requireWhole(int written, int length) {
    if (written != length) {
      throw new IllegalStateException("cipher wrote %d bytes of %d".formatted(written, length));
    }
  }
}
