package io.sealift.ticket;

import io.sealift.protocol.ControlMessage;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Accepts tickets whose signer was announced and that have not expired. Safe for use by many
 * threads.
 */
public final class TicketVerifier {
  private static final int MAX_TICKET_CHARACTERS = 8192;

  private record TrustedKey(PublicKey key, Instant notAfter) {}

  private final JsonMessageCodec<TransferTicket> codec = JsonMessageCodec.of(TransferTicket.class);
  private final Map<String, TrustedKey> keys = new ConcurrentHashMap<>();

  /** Trusts tickets of this key from now on. */
  public void trust(ControlMessage.TicketKey announced) {
    keys.put(
        announced.keyId(),
        new TrustedKey(Ed25519.decode(announced.publicKey()), announced.notAfter()));
  }

  /**
   * Reads a ticket. The caller still compares region, snapshot and segment with what is asked for.
   *
   * @throws TicketRefusedException when it was not signed by a trusted key, or has expired at
   *     {@code now}
   */
  public TransferTicket verify(String text, Instant now) throws TicketRefusedException {
    if (text.length() > MAX_TICKET_CHARACTERS) {
      throw new TicketRefusedException("ticket is too long");
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      throw new TicketRefusedException("ticket is malformed");
    }
    @Nullable TrustedKey trusted = keys.get(parts[0]);
    if (trusted == null || now.isAfter(trusted.notAfter())) {
      throw new TicketRefusedException("ticket is signed by an unknown key");
    }
    byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    if (!Ed25519.verifies(trusted.key(), signed, decode(parts[2]))) {
      throw new TicketRefusedException("ticket's signature does not match");
    }
    TransferTicket ticket;
    try {
      ticket = codec.decode(decode(parts[1]));
    } catch (MessageFormatException e) {
      throw new TicketRefusedException("ticket is malformed");
    }
    if (now.isAfter(ticket.expires())) {
      throw new TicketRefusedException("ticket has expired");
    }
    return ticket;
  }

  private static byte[] decode(String text) throws TicketRefusedException {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      // The decoder ignores the unused bits of the last character, but a ticket has one spelling
      // only.
      if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
        throw new TicketRefusedException("ticket is malformed");
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new TicketRefusedException("ticket is malformed");
    }
  }
}
