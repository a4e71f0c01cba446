package io.sealift.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.account.NonceClaim;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The golden file pins what {@code sealift.nonces} holds. It is never edited. */
final class GoldenNonceTest {
  private static final JsonMessageCodec<NonceClaim> CODEC = JsonMessageCodec.of(NonceClaim.class);
  private static final NonceClaim CLAIM =
      new NonceClaim(
          "ak-alice",
          "0b0fd83d-b4f6-4f7a-a1ea-5c55f5ad5f43",
          Instant.parse("2026-03-01T12:15:00Z"),
          "1a2b3c");

  @Test
  void aClaimIsWrittenAsItsGoldenFileAndReadBackFromIt() throws Exception {
    byte[] golden =
        Files.readAllBytes(Path.of("src/test/resources/golden/nonce/nonce-claim.v1.json"));

    assertThat(CODEC.decode(golden)).isEqualTo(CLAIM);
    assertThat(StrictJson.mapper().readTree(CODEC.encode(CLAIM)))
        .isEqualTo(StrictJson.mapper().readTree(golden));
  }
}
