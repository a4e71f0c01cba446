package io.sealift.agent.grant;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealift.copy.SealId;

/**
 * A data key on its way to one agent: what {@code POST /v1/grants} answers.
 *
 * @param sealId which content the data key opens
 * @param encapsulation the HPKE encapsulation, 32 bytes, base64 in JSON
 * @param ciphertext the sealed data key with its tag, 48 bytes, base64 in JSON
 */
// The arrays are not copied: a grant is made, sent and dropped, and holds no secret.
@SuppressWarnings("ArrayRecordComponent")
public record SealedGrant(
    @JsonProperty(required = true) SealId sealId,
    @JsonProperty(required = true) byte[] encapsulation,
    @JsonProperty(required = true) byte[] ciphertext) {
  static final int ENCAPSULATION_LENGTH = 32;
  static final int CIPHERTEXT_LENGTH = 48;

  public SealedGrant {
    if (encapsulation.length != ENCAPSULATION_LENGTH || ciphertext.length != CIPHERTEXT_LENGTH) {
      throw new IllegalArgumentException("sealed grant must have 32 and 48 bytes");
    }
  }
}
