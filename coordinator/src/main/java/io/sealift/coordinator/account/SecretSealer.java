package io.sealift.coordinator.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the secrets of access keys for the journal: AES-256-GCM under a key that the coordinators
 * share as a file. The sealed form is base64 of nonce (12 B) ‖ ciphertext ‖ tag (16 B); the access
 * key's id is authenticated with it, so a secret cannot be moved to another id. Safe for use by
 * many threads.
 */
public final class SecretSealer {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final SecretKey key;

  private SecretSealer(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /** Reads the key file (32 bytes in base64, mode 0600), and makes it first when it is missing. */
  public static SecretSealer open(Path keyFile) throws IOException {
    String text = new OwnerOnlyFile(keyFile).readOrCreate(SecretSealer::newKey);
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IOException("cannot use %s: it is not base64".formatted(keyFile), e);
    }
    if (key.length != KEY_BYTES) {
      throw new IOException("cannot use %s: it does not hold 32 bytes".formatted(keyFile));
    }
    return new SecretSealer(key);
  }

  private static String newKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key) + "\n";
  }

  /** The secret, sealed for the journal. */
  public String seal(String accessKeyId, String secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, accessKeyId).doFinal(secret.getBytes(UTF_8));
      byte[] whole =
          ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      return Base64.getEncoder().encodeToString(whole);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES-256-GCM", e);
    }
  }

  /** The secret again; empty when it was not sealed under this key for this id, or was altered. */
  public Optional<String> unseal(String accessKeyId, String sealed) {
    try {
      ByteBuffer whole = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
      if (whole.remaining() < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
        return Optional.empty();
      }
      byte[] nonce = new byte[NONCE_BYTES];
      whole.get(nonce);
      byte[] ciphertext = new byte[whole.remaining()];
      whole.get(ciphertext);
      byte[] secret = cipher(Cipher.DECRYPT_MODE, nonce, accessKeyId).doFinal(ciphertext);
      return Optional.of(new String(secret, UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String accessKeyId)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(("sealift access key " + accessKeyId).getBytes(UTF_8));
    return cipher;
  }
}
