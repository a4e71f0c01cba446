package io.sealift.coordinator;

import io.sealift.coordinator.account.SecretSealer;
import io.sealift.coordinator.engine.EffectMessages;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.StoredAccessKey;
import io.sealift.copy.AccountId;
import io.sealift.signature.AccessKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The account that the first start makes; its access key is the one in the coordinators' key file.
 */
final class AdministratorAccount implements EffectMessages.Administrator {
  private final AccessKey key;
  private final SecretSealer sealer;
  private final Clock clock;

  AdministratorAccount(AccessKey key, SecretSealer sealer, Clock clock) {
    this.key = key;
    this.sealer = sealer;
    this.clock = clock;
  }

  @Override
  public AccountId accountId() {
    return new AccountId("administrator");
  }

  @Override
  public Account account(Optional<Account> existing) {
    List<StoredAccessKey> keys = new ArrayList<>();
    existing.ifPresent(account -> keys.addAll(account.accessKeys()));
    Optional<StoredAccessKey> stored =
        keys.stream().filter(candidate -> candidate.id().equals(key.id())).findFirst();
    Optional<String> secret =
        stored.flatMap(found -> sealer.unseal(key.id(), found.sealedSecret()));
    boolean sealedAsNow =
        stored.filter(found -> sealer.isUnderNewestKey(key.id(), found.sealedSecret())).isPresent();
    if (sealedAsNow && secret.isPresent() && secret.get().equals(key.secret())) {
      return existing.orElseThrow();
    }
    keys.removeIf(candidate -> candidate.id().equals(key.id()));
    keys.add(new StoredAccessKey(key.id(), sealer.seal(key.id(), key.secret()), true));
    return new Account(
        accountId(),
        Account.Role.ADMINISTRATOR,
        keys,
        existing.map(Account::createdAt).orElseGet(clock::instant));
  }
}
