package io.sealift.agent.grant;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.hpke.HPKE;

/**
 * The one HPKE suite (RFC 9180, base mode): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
 */
final class HpkeSuite {
  /** X25519 keys, public and private, in bytes. */
  static final int KEY_LENGTH = 32;

  private static final byte[] INFO = "sealift grant v1".getBytes(StandardCharsets.US_ASCII);

  private HpkeSuite() {}

  static HPKE create() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  static byte[] info() {
    return INFO.clone();
  }

  /**
   * The associated data: the ticket that the grant was asked with, so that it opens only beside it.
   */
  static byte[] associatedData(String ticket) {
    return ticket.getBytes(StandardCharsets.UTF_8);
  }
}
