package io.sealift.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.account.SecretSealer;
import io.sealift.coordinator.state.Account;
import io.sealift.signature.AccessKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdministratorAccountTest {
  private static final AccessKey KEY = new AccessKey("ak-admin", "the secret");

  @TempDir Path directory;

  private static Account account(SecretSealer sealer, Optional<Account> existing) {
    return new AdministratorAccount(KEY, sealer, Clock.systemUTC()).account(existing);
  }

  private static String sealedSecret(Account account) {
    return account.accessKeys().get(0).sealedSecret();
  }

  @Test
  void anAccountThatIsAsItMustBeIsLeftAlone() throws Exception {
    SecretSealer sealer = SecretSealer.open(directory.resolve("secrets.key"));
    Account first = account(sealer, Optional.empty());

    assertThat(account(sealer, Optional.of(first))).isSameAs(first);
  }

  @Test
  void aNewSealingKeyTakesOverTheSecret() throws Exception {
    Path file = directory.resolve("secrets.key");
    Account first = account(SecretSealer.open(file), Optional.empty());
    SecretSealer newest = SecretSealer.open(directory.resolve("new.key"));
    Files.writeString(
        file, Files.readString(directory.resolve("new.key")) + Files.readString(file));

    Account second = account(SecretSealer.open(file), Optional.of(first));

    assertThat(second.accessKeys()).hasSize(1);
    assertThat(newest.unseal(KEY.id(), sealedSecret(first))).isEmpty();
    assertThat(newest.unseal(KEY.id(), sealedSecret(second))).contains(KEY.secret());
  }
}
