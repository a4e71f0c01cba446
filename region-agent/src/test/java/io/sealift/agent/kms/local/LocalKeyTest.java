package io.sealift.agent.kms.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.agent.kms.KmsException;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LocalKeyTest {
  private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");

  @Test
  void aKeyHasAtMostFiftyVersions() throws KmsException {
    LocalKey key = LocalKey.ofCustomer(new KeyId("key-a"), new AccountId("acme"), "", NOW);
    for (int version = 2; version <= 50; version++) {
      key = key.rotated(NOW.plusSeconds(version));
      assertThat(key.version()).isEqualTo(version);
    }

    LocalKey oldest = key;
    assertThatThrownBy(() -> oldest.rotated(NOW.plusSeconds(51)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key key-a must have at most 50 versions");
  }
}
