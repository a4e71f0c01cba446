package io.sealift.agent.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.sealift.agent.kms.KeyWork;
import io.sealift.agent.kms.Kms;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.transfer.RefusedException;
import io.sealift.agent.transfer.TicketGate;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.Acs3Signature;
import io.sealift.ticket.TransferTicket;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uses customer keys for their owners, as a coordinator's ticket permits. Keys stay here. */
final class KeyUseHandler {
  /** Where it is served. */
  static final String PATH = "/v1/key-uses";

  private static final Logger LOGGER = LoggerFactory.getLogger(KeyUseHandler.class);
  private static final int MAX_BODY_BYTES = 64 << 10;
  private static final int MAX_GENERATED_BYTES = 1024;

  private final TicketGate gate;
  private final Kms kms;
  private final SecureRandom random;

  KeyUseHandler(TicketGate gate, Kms kms, SecureRandom random) {
    this.gate = gate;
    this.kms = kms;
    this.random = random;
  }

  /** Refuses a body of unknown length, or of too great a one. */
  static void requireShort(HttpServerRequest request) throws RefusedException {
    String length = TicketGate.header(request, "Content-Length");
    if (!length.matches("[0-9]{1,6}") || Integer.parseInt(length) > MAX_BODY_BYTES) {
      throw new RefusedException(413, "the body must have a length of at most 64 KiB");
    }
  }

  KeyUse.Done handle(HttpServerRequest request, byte[] body, TraceParent trace)
      throws RefusedException, KmsException {
    TransferTicket.UseKey ticket = gate.require(request, TransferTicket.UseKey.class);
    if (!ticket.bodySha256().equals(Acs3Signature.contentSha256(body))) {
      throw new RefusedException(401, "ticket is for something else");
    }
    KeyUse use = parse(body);
    KeyWork work = KeyWork.of("key-use", Optional.empty()).in(trace);
    KeyUse.Done done = carryOut(use, kms.on(work));
    LOGGER
        .atInfo()
        .addKeyValue("keyReference", done.keyId())
        .addKeyValue("use", use.getClass().getSimpleName())
        .log("customer key used");
    return done;
  }

  private static KeyUse parse(byte[] body) throws RefusedException {
    try {
      return StrictJson.mapper().readValue(body, KeyUse.class);
    } catch (JsonMappingException e) {
      throw new RefusedException(400, "key use is malformed");
    } catch (JsonProcessingException e) {
      throw new RefusedException(400, "key use is no JSON");
    } catch (IOException e) {
      throw new RefusedException(400, "key use cannot be read");
    }
  }

  private KeyUse.Done carryOut(KeyUse use, Kms mine) throws RefusedException, KmsException {
    if (use instanceof KeyUse.Generate generate) {
      return generate(generate, mine);
    } else if (use instanceof KeyUse.Encrypt encrypt) {
      byte[] plain = decode(encrypt.plaintext());
      if (plain.length > KeyUse.MAX_PLAIN_BYTES) {
        throw new RefusedException(400, "plaintext has more than 6 KiB");
      }
      return sealed(mine.seal(encrypt.keyId(), encrypt.account(), plain, encrypt.context()));
    } else if (use instanceof KeyUse.Decrypt decrypt) {
      byte[] plain = mine.open(decrypt.sealed(), decrypt.account(), decrypt.context());
      try {
        return new KeyUse.Done(
            decrypt.sealed().keyId(),
            decrypt.sealed().keyVersion(),
            Optional.of(Base64.getEncoder().encodeToString(plain)),
            Optional.empty());
      } finally {
        Arrays.fill(plain, (byte) 0);
      }
    }
    KeyUse.ReEncrypt again = (KeyUse.ReEncrypt) use;
    byte[] plain = mine.open(again.sealed(), again.account(), again.context());
    try {
      return sealed(mine.seal(again.targetKey(), again.account(), plain, again.targetContext()));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private KeyUse.Done generate(KeyUse.Generate generate, Kms mine)
      throws RefusedException, KmsException {
    if (generate.bytes() < 1 || generate.bytes() > MAX_GENERATED_BYTES) {
      throw new RefusedException(400, "a data key must have 1 to 1024 bytes");
    }
    byte[] drawn = new byte[generate.bytes()];
    random.nextBytes(drawn);
    try {
      KeyUse.Sealed sealed =
          mine.seal(generate.keyId(), generate.account(), drawn, generate.context());
      Optional<String> clear =
          generate.plaintext() == KeyUse.Plaintext.RETURNED
              ? Optional.of(Base64.getEncoder().encodeToString(drawn))
              : Optional.empty();
      return new KeyUse.Done(
          sealed.keyId(), sealed.keyVersion(), clear, Optional.of(sealed.blob()));
    } finally {
      Arrays.fill(drawn, (byte) 0);
    }
  }

  private static KeyUse.Done sealed(KeyUse.Sealed sealed) {
    return new KeyUse.Done(
        sealed.keyId(), sealed.keyVersion(), Optional.empty(), Optional.of(sealed.blob()));
  }

  private static byte[] decode(String base64) throws RefusedException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, "plaintext is not base64");
    }
  }
}
