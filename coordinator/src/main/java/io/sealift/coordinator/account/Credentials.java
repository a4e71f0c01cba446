package io.sealift.coordinator.account;

import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.StoredAccessKey;
import io.sealift.coordinator.state.ClusterState;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds access keys with their secrets. One that is unknown gives nobody with a secret that nobody
 * has, by the same steps: the time that an answer takes tells nothing of which keys there are.
 */
final class Credentials {
  private static final Logger LOGGER = LoggerFactory.getLogger(Credentials.class);
  private static final String NOBODY = "nobody";

  /** Whether a key may be used. */
  enum Standing {
    ENABLED,
    DISABLED,
    UNKNOWN
  }

  /** A key as the journal holds it, and whose it is, if it is enabled. */
  record Stored(
      Optional<Identity> identity, Standing standing, String accessKeyId, String sealedSecret) {}

  /** Whose key it is, if anybody's, and the secret to check against. */
  record Credential(Optional<Identity> identity, Standing standing, String secret) {}

  private final SecretSealer sealer;
  private final Stored nobody;

  Credentials(SecretSealer sealer) {
    this.sealer = sealer;
    this.nobody =
        new Stored(Optional.empty(), Standing.UNKNOWN, NOBODY, sealer.seal(NOBODY, NOBODY));
  }

  /** Looks the key up; quick, for use under a lock. */
  Stored find(ClusterState state, String accessKeyId) {
    return state
        .accessKeys()
        .ownerOf(accessKeyId)
        .flatMap(owner -> state.find(Account.class, Account.KIND + owner))
        .flatMap(account -> stored(account, accessKeyId))
        .orElse(nobody);
  }

  private static Optional<Stored> stored(Account account, String accessKeyId) {
    return account.accessKeys().stream()
        .filter(key -> key.id().equals(accessKeyId))
        .map(key -> stored(account, key))
        .findFirst();
  }

  private static Stored stored(Account account, StoredAccessKey key) {
    return key.enabled()
        ? new Stored(
            Optional.of(new Identity(account.accountId(), account.role(), key.id())),
            Standing.ENABLED,
            key.id(),
            key.sealedSecret())
        : new Stored(Optional.empty(), Standing.DISABLED, key.id(), key.sealedSecret());
  }

  /** The key with its secret. */
  Credential open(Stored stored) {
    Optional<String> secret = sealer.unseal(stored.accessKeyId(), stored.sealedSecret());
    if (secret.isEmpty()) {
      LOGGER
          .atError()
          .addKeyValue("accessKeyId", stored.accessKeyId())
          .log("access key was sealed under another key file");
      return new Credential(Optional.empty(), Standing.UNKNOWN, NOBODY);
    }
    return new Credential(stored.identity(), stored.standing(), secret.get());
  }
}
