package io.sealift.coordinator.api.kms;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.copy.KeyId;
import io.sealift.protocol.KeyUse;
import java.util.Base64;
import java.util.Optional;

/**
 * What callers get for their bytes: base64 of {@code sealift.1.<key id>.<key version>.<blob>}. The
 * names in it only tell where to ask; the seal itself is bound to them.
 */
public final class CiphertextBlob {
  private static final String PREFIX = "sealift.1.";
  private static final int MAX_CHARACTERS = 32 << 10;
  private static final int PARTS = 5;

  private CiphertextBlob() {}

  static String of(KeyUse.Done done) {
    String text = PREFIX + done.keyId() + "." + done.keyVersion() + "." + done.blob().orElseThrow();
    return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
  }

  static KeyUse.Sealed parse(String blob) {
    if (blob.length() > MAX_CHARACTERS) {
      throw invalid();
    }
    try {
      String text = new String(Base64.getDecoder().decode(blob), US_ASCII);
      String[] parts = text.split("\\.", -1);
      if (!text.startsWith(PREFIX) || parts.length != PARTS) {
        throw invalid();
      }
      return new KeyUse.Sealed(new KeyId(parts[2]), Integer.parseInt(parts[3]), parts[4]);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  /** The key that a blob says has sealed it; empty when it is none. */
  public static Optional<String> keyOf(String blob) {
    try {
      return Optional.of(parse(blob).keyId().value());
    } catch (RpcException e) {
      return Optional.empty();
    }
  }

  private static RpcException invalid() {
    return RpcException.invalid("CiphertextBlob");
  }
}
