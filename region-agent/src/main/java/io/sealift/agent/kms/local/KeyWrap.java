package io.sealift.agent.kms.local;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.Hkdf;
import io.sealift.agent.kms.EncryptionContext;
import io.sealift.copy.KeyId;
import io.sealift.protocol.WrappedKey;
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
 * Wraps data keys. Every wrap derives a key of its own from the wrapping key, so that no number of
 * wraps wears GCM's bounds.
 *
 * <pre>
 *   offset  length  field (base64 of these 93 bytes is the wrapped key's blob)
 *        0       1  format version, 1
 *        1      32  salt
 *       33      12  nonce
 *       45      48  AES-256-GCM of the data key, tag included
 *
 *   key  = HKDF-SHA256(wrapping key, salt, "sealift/1/wrap" ‖ 0 ‖ key id ‖ 0 ‖ u32 key version)
 *   data = the encryption context's canonical bytes
 * </pre>
 */
final class KeyWrap {
  private static final byte VERSION = 1;
  private static final int SALT_LENGTH = 32;
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_BITS = 128;
  private static final int LENGTH =
      1 + SALT_LENGTH + NONCE_LENGTH + DataKey.LENGTH + TAG_BITS / Byte.SIZE;

  private final KeyId keyId;
  private final int keyVersion;
  private final byte[] material;

  KeyWrap(KeyId keyId, int keyVersion, byte[] material) {
    this.keyId = keyId;
    this.keyVersion = keyVersion;
    this.material = material;
  }

  WrappedKey wrap(DataKey dataKey, EncryptionContext context, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    byte[] nonce = new byte[NONCE_LENGTH];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    GCMModeCipher cipher = cipher(true, salt, nonce, context);
    byte[] blob = new byte[LENGTH];
    ByteBuffer.wrap(blob).put(VERSION).put(salt).put(nonce);
    dataKey.withBytes(bytes -> finish(cipher, bytes, blob));
    return new WrappedKey(keyId, keyVersion, Base64.getEncoder().encodeToString(blob));
  }

  /** The data key; empty when the blob is malformed, altered, or of another key or context. */
  Optional<DataKey> unwrap(String blob, EncryptionContext context) {
    byte[] bytes = decode(blob);
    if (bytes.length != LENGTH || bytes[0] != VERSION) {
      return Optional.empty();
    }
    int sealedAt = 1 + SALT_LENGTH + NONCE_LENGTH;
    byte[] salt = Arrays.copyOfRange(bytes, 1, 1 + SALT_LENGTH);
    byte[] nonce = Arrays.copyOfRange(bytes, 1 + SALT_LENGTH, sealedAt);
    GCMModeCipher cipher = cipher(false, salt, nonce, context);
    byte[] opened = new byte[DataKey.LENGTH];
    try {
      int written = cipher.processBytes(bytes, sealedAt, LENGTH - sealedAt, opened, 0);
      cipher.doFinal(opened, written);
      return Optional.of(DataKey.takeOwnershipOf(opened));
    } catch (InvalidCipherTextException e) {
      Arrays.fill(opened, (byte) 0);
      return Optional.empty();
    }
  }

  private static int finish(GCMModeCipher cipher, byte[] dataKey, byte[] blob) {
    int sealedAt = 1 + SALT_LENGTH + NONCE_LENGTH;
    try {
      int written = cipher.processBytes(dataKey, 0, dataKey.length, blob, sealedAt);
      return written + cipher.doFinal(blob, sealedAt + written);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("cannot wrap a data key: the cipher checked a tag", e);
    }
  }

  private GCMModeCipher cipher(
      boolean forWrap, byte[] salt, byte[] nonce, EncryptionContext context) {
    byte[] label = ("sealift/1/wrap\0" + keyId + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] info =
        ByteBuffer.allocate(label.length + Integer.BYTES).put(label).putInt(keyVersion).array();
    byte[] wrapKey = Hkdf.derive(material, salt, info, DataKey.LENGTH);
    GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(
        forWrap,
        new AEADParameters(new KeyParameter(wrapKey), TAG_BITS, nonce, context.canonicalBytes()));
    Arrays.fill(wrapKey, (byte) 0);
    return cipher;
  }

  private static byte[] decode(String blob) {
    try {
      return Base64.getDecoder().decode(blob);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
