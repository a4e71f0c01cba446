package io.sealift.ticket;

import io.sealift.protocol.ControlMessage;
import io.sealift.protocol.JsonMessageCodec;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;

/**
 * Signs tickets with a key pair that lives as long as the process. Text form: {@code
 * keyId.payload.signature}, the last two in unpadded URL-safe base64; the signature covers {@code
 * keyId.payload}. Safe for use by many threads.
 */
public final class TicketSigner {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private final JsonMessageCodec<TransferTicket> codec = JsonMessageCodec.of(TransferTicket.class);
  private final String keyId;
  private final KeyPair keyPair;

  /**
   * A signer with a new key pair.
   *
   * @param keyId letters and digits; names the pair among those of all coordinators
   */
  public TicketSigner(String keyId) {
    this.keyId = keyId;
    this.keyPair = Ed25519.newKeyPair();
  }

  /** What agents must be told before they accept this signer's tickets. */
  public ControlMessage.TicketKey announcement(Instant notAfter) {
    return new ControlMessage.TicketKey(keyId, Ed25519.encode(keyPair.getPublic()), notAfter);
  }

  /** The signed ticket as text of URL-safe characters. */
  public String sign(TransferTicket ticket) {
    String signed = keyId + "." + BASE64.encodeToString(codec.encode(ticket));
    byte[] signature =
        Ed25519.sign(keyPair.getPrivate(), signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + BASE64.encodeToString(signature);
  }
}
