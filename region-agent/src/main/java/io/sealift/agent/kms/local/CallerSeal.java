package io.sealift.agent.kms.local;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.Hkdf;
import io.sealift.copy.KeyId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Seals bytes that callers bring. Every seal derives a key of its own, under another label than
 * data keys, so neither can be passed off as the other.
 *
 * <pre>
 *   offset  length  field (base64 of these n+61 bytes is the blob)
 *        0       1  format version, 1
 *        1      32  salt
 *       33      12  nonce
 *       45    n+16  AES-256-GCM of the n bytes, tag included
 *
 *   key  = HKDF-SHA256(key, salt, "sealift/1/caller" ‖ 0 ‖ key id ‖ 0 ‖ u32 key version)
 *   data = the encryption context
 * </pre>
 */
final class CallerSeal {
  private static final byte VERSION = 1;
  private static final int SALT_LENGTH = 32;
  private static final int NONCE_LENGTH = 12;
  private static final int SEALED_AT = 1 + SALT_LENGTH + NONCE_LENGTH;
  private static final int TAG_BITS = 128;

  private final KeyId keyId;
  private final int keyVersion;
  private final byte[] material;

  CallerSeal(KeyId keyId, int keyVersion, byte[] material) {
    this.keyId = keyId;
    this.keyVersion = keyVersion;
    this.material = material;
  }

  String seal(byte[] plain, String context, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    byte[] nonce = new byte[NONCE_LENGTH];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    GCMModeCipher cipher = cipher(true, salt, nonce, context);
    byte[] blob = new byte[SEALED_AT + plain.length + TAG_BITS / Byte.SIZE];
    ByteBuffer.wrap(blob).put(VERSION).put(salt).put(nonce);
    try {
      int written = cipher.processBytes(plain, 0, plain.length, blob, SEALED_AT);
      int end = written + cipher.doFinal(blob, SEALED_AT + written);
      return Base64.getEncoder().encodeToString(Arrays.copyOf(blob, SEALED_AT + end));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("cannot seal: the cipher checked a tag", e);
    }
  }

  /** The bytes; empty when the blob is malformed, altered, or of another key or context. */
  Optional<byte[]> open(String blob, String context) {
    byte[] bytes = decode(blob);
    int plainLength = bytes.length - SEALED_AT - TAG_BITS / Byte.SIZE;
    if (plainLength < 0 || bytes[0] != VERSION) {
      return Optional.empty();
    }
    byte[] salt = Arrays.copyOfRange(bytes, 1, 1 + SALT_LENGTH);
    byte[] nonce = Arrays.copyOfRange(bytes, 1 + SALT_LENGTH, SEALED_AT);
    GCMModeCipher cipher = cipher(false, salt, nonce, context);
    byte[] opened = new byte[cipher.getOutputSize(bytes.length - SEALED_AT)];
    try {
      int written = cipher.processBytes(bytes, SEALED_AT, bytes.length - SEALED_AT, opened, 0);
      int end = written + cipher.doFinal(opened, written);
      byte[] plain = Arrays.copyOf(opened, end);
      Arrays.fill(opened, (byte) 0);
      return Optional.of(plain);
    } catch (InvalidCipherTextException e) {
      Arrays.fill(opened, (byte) 0);
      return Optional.empty();
    }
  }

  private GCMModeCipher cipher(boolean forSealing, byte[] salt, byte[] nonce, String context) {
    byte[] label = ("sealift/1/caller\0" + keyId + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] info =
        ByteBuffer.allocate(label.length + Integer.BYTES).put(label).putInt(keyVersion).array();
    byte[] key = Hkdf.derive(material, salt, info, DataKey.LENGTH);
    GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(
        forSealing,
        new AEADParameters(
            new KeyParameter(key), TAG_BITS, nonce, context.getBytes(StandardCharsets.UTF_8)));
    Arrays.fill(key, (byte) 0);
    return cipher;
  }

  private static byte[] decode(String blob) {
    try {
      byte[] bytes = Base64.getDecoder().decode(blob);
      return bytes.length == 0 ? new byte[1] : bytes;
    } catch (IllegalArgumentException e) {
      return new byte[1];
    }
  }
}
