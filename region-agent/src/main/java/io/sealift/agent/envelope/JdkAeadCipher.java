package io.sealift.agent.envelope;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM by the JDK, for machines that BouncyCastle's native library does not know. It opens
 * only where ciphertext and tag stand together, so both are copied into a scratch array first.
 */
final class JdkAeadCipher implements AeadCipher {
  private static final int TAG_BITS = TAG_LENGTH * Byte.SIZE;

  private final Cipher cipher;
  private final byte[] key;
  private byte[] scratch = new byte[0];
  private final byte[] tag = new byte[TAG_LENGTH];
  private byte[] nonce = new byte[0];
  private byte[] associatedData = new byte[0];

  JdkAeadCipher(byte[] key) {
    AeadCipher.requireKey(key);
    this.key = key.clone();
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES-GCM", e);
    }
  }

  @Override
  public void begin(byte[] nonce, byte[] associatedData) {
    AeadCipher.requireNonce(nonce);
    this.nonce = nonce;
    this.associatedData = associatedData;
  }

  @Override
  public void seal(byte[] in, int offset, int length, byte[] out, int outOffset) {
    byte[] sealed = scratchOf(length + TAG_LENGTH);
    try {
      start(Cipher.ENCRYPT_MODE);
      cipher.doFinal(in, offset, length, sealed, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot seal: the cipher refuses its input", e);
    }
    System.arraycopy(sealed, 0, out, outOffset, length);
    System.arraycopy(sealed, length, tag, 0, TAG_LENGTH);
  }

  @Override
  public void copyTag(byte[] target, int targetOffset) {
    System.arraycopy(tag, 0, target, targetOffset, TAG_LENGTH);
  }

  @Override
  public boolean open(byte[] in, int offset, int length, byte[] tag, byte[] out, int outOffset) {
    AeadCipher.requireTag(tag);
    byte[] sealed = scratchOf(length + TAG_LENGTH);
    System.arraycopy(in, offset, sealed, 0, length);
    System.arraycopy(tag, 0, sealed, length, TAG_LENGTH);
    try {
      start(Cipher.DECRYPT_MODE);
      cipher.doFinal(sealed, 0, length + TAG_LENGTH, out, outOffset);
      return true;
    } catch (AEADBadTagException e) {
      Arrays.fill(out, outOffset, outOffset + length, (byte) 0);
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot open: the cipher refuses its input", e);
    }
  }

  @Override
  public void close() {
    Arrays.fill(key, (byte) 0);
  }

  private void start(int mode) throws GeneralSecurityException {
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(associatedData);
  }

  private byte[] scratchOf(int length) {
    if (scratch.length < length) {
      scratch = new byte[length];
    }
    return scratch;
  }
}
