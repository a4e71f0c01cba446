package io.sealift.coordinator.state;

import io.sealift.copy.AccountId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Derived: which account each access key belongs to, enabled or not. */
public final class AccessKeyIndex {
  private final Map<String, AccountId> owners = new HashMap<>();

  void changed(@Nullable Entity before, @Nullable Entity after) {
    if (before instanceof Account account) {
      account.accessKeys().forEach(key -> owners.remove(key.id(), account.accountId()));
    }
    if (after instanceof Account account) {
      account.accessKeys().forEach(key -> owners.put(key.id(), account.accountId()));
    }
  }

  /** The account that an access key belongs to. */
  public Optional<AccountId> ownerOf(String accessKeyId) {
    return Optional.ofNullable(owners.get(accessKeyId));
  }
}
