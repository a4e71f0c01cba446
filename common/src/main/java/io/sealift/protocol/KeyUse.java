package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import java.util.Optional;

/**
 * What a coordinator asks an agent to do with a customer key, for the key's owner: the body of
 * {@code POST /v1/key-uses}. Nothing of it is ever logged or kept.
 *
 * <p>{@code context} is the one spelling of the encryption context; what was sealed in one context
 * opens in no other. {@code blob} is base64.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = KeyUse.Generate.class, name = "generate"),
  @JsonSubTypes.Type(value = KeyUse.Encrypt.class, name = "encrypt"),
  @JsonSubTypes.Type(value = KeyUse.Decrypt.class, name = "decrypt"),
  @JsonSubTypes.Type(value = KeyUse.ReEncrypt.class, name = "re-encrypt"),
})
public sealed interface KeyUse {
  /** The most bytes that are sealed at once. */
  int MAX_PLAIN_BYTES = 6 << 10;

  /** Who asks; the key must be this account's. */
  AccountId account();

  /** Draw bytes and seal them. */
  record Generate(AccountId account, KeyId keyId, String context, int bytes, Plaintext plaintext)
      implements KeyUse {}

  /** Seal the caller's bytes, which are base64. */
  record Encrypt(AccountId account, KeyId keyId, String context, String plaintext)
      implements KeyUse {}

  /** Open what was sealed. */
  record Decrypt(AccountId account, Sealed sealed, String context) implements KeyUse {}

  /** Open what was sealed, and seal it anew under another key of the same region. */
  record ReEncrypt(
      AccountId account, Sealed sealed, String context, KeyId targetKey, String targetContext)
      implements KeyUse {}

  /** Sealed bytes, and the version of the key that they were sealed under. */
  record Sealed(KeyId keyId, int keyVersion, String blob) {}

  /** Whether the bytes that were drawn are answered in the clear. */
  enum Plaintext {
    RETURNED,
    WITHHELD
  }

  /** The agent's answer. Its clear bytes, in base64, are for the caller alone. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Done(KeyId keyId, int keyVersion, Optional<String> plaintext, Optional<String> blob) {
    @Override
    public String toString() {
      return "Done[" + keyId + "]";
    }
  }
}
