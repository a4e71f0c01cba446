package io.sealift.coordinator.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the secrets of access keys for the journal: AES-256-GCM under a key that the coordinators
 * share as a file, in which it can be replaced by another. The sealed form is base64 of nonce (12
 * B) ‖ ciphertext ‖ tag (16 B); the access key's id is authenticated with it, so a secret cannot be
 * moved to another id. Safe for use by many threads.
 */
public final class SecretSealer {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final List<SecretKey> keys;

  private SecretSealer(List<SecretKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads the key file (32 bytes in base64, mode 0600), and makes it first when it is missing. Of
   * several lines the first seals, and all open.
   */
  public static SecretSealer open(Path keyFile) throws IOException {
    String text = new OwnerOnlyFile(keyFile).readOrCreate(SecretSealer::newKey);
    List<SecretKey> keys = new ArrayList<>();
    for (String line : text.strip().split("\\R", -1)) {
      keys.add(key(keyFile, line.strip()));
    }
    return new SecretSealer(keys);
  }

  private static SecretKey key(Path keyFile, String line) throws IOException {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException e) {
      throw new IOException("cannot use %s: it is not base64".formatted(keyFile), e);
    }
    if (key.length != KEY_BYTES) {
      throw new IOException("cannot use %s: it does not hold 32 bytes".formatted(keyFile));
    }
    return new SecretKeySpec(key, "AES");
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
          cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, accessKeyId)
              .doFinal(secret.getBytes(UTF_8));
      byte[] whole =
          ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      return Base64.getEncoder().encodeToString(whole);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES-256-GCM", e);
    }
  }

  /** The secret again; empty when it was not sealed here for this id, or was altered. */
  public Optional<String> unseal(String accessKeyId, String sealed) {
    return keys.stream().flatMap(key -> unseal(key, accessKeyId, sealed).stream()).findFirst();
  }

  /** Whether it is sealed under the key that seals now. */
  public boolean isUnderNewestKey(String accessKeyId, String sealed) {
    return unseal(keys.get(0), accessKeyId, sealed).isPresent();
  }

  private static Optional<String> unseal(SecretKey key, String accessKeyId, String sealed) {
    try {
      ByteBuffer whole = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
      if (whole.remaining() < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
        return Optional.empty();
      }
      byte[] nonce = new byte[NONCE_BYTES];
      whole.get(nonce);
      byte[] ciphertext = new byte[whole.remaining()];
      whole.get(ciphertext);
      byte[] secret = cipher(Cipher.DECRYPT_MODE, key, nonce, accessKeyId).doFinal(ciphertext);
      return Optional.of(new String(secret, UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String accessKeyId)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(("sealift access key " + accessKeyId).getBytes(UTF_8));
    return cipher;
  }
}
