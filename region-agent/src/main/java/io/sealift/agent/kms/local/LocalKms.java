package io.sealift.agent.kms.local;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.kms.DataKeyPair;
import io.sealift.agent.kms.EncryptionContext;
import io.sealift.agent.kms.Kms;
import io.sealift.agent.kms.KmsException;
import io.sealift.copy.AccountId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.IdSource;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyRotation;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.TaskMessage.KeyAction;
import io.sealift.protocol.WrappedKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The key service of one region in a directory that all its agents share. Safe for use by many
 * threads, and by many processes on one machine or on a file system with working locks.
 */
public final class LocalKms implements Kms {
  private static final int DEFAULT_DELETION_DAYS = 30;
  private static final int MIN_DELETION_DAYS = 7;
  private static final int MAX_DELETION_DAYS = 366;
  private static final int MAX_DESCRIPTION_CHARACTERS = 8192;

  private final RegionId region;
  private final KeyRingDirectory directory;
  private final InstantSource clock;
  private final IdSource ids;
  private final SecureRandom random;

  /**
   * Opens the key ring in {@code directory}, which is made when it is not there.
   *
   * @param ids names the region's own keys; called by one thread at a time
   * @throws KmsException with one line for people, when the ring is of another region or the
   *     password does not fit
   */
  public LocalKms(
      Path directory, RegionId region, InstantSource clock, IdSource ids, SecureRandom random)
      throws KmsException {
    this.region = region;
    this.directory = new KeyRingDirectory(directory, region, clock, random);
    this.clock = clock;
    this.ids = ids;
    this.random = random;
  }

  @Override
  public DataKeyPair generateDataKey(KeyReference key, AccountId caller, EncryptionContext context)
      throws KmsException {
    DataKey dataKey = DataKey.draw(random);
    boolean handedOver = false;
    try {
      DataKeyPair pair = new DataKeyPair(dataKey, wrap(key, caller, context, dataKey));
      handedOver = true;
      return pair;
    } finally {
      if (!handedOver) {
        dataKey.close();
      }
    }
  }

  @Override
  public WrappedKey wrap(
      KeyReference reference, AccountId caller, EncryptionContext context, DataKey dataKey)
      throws KmsException {
    requireOwnRegion(context);
    KeyRing ring = ringWith(reference);
    LocalKey key =
        ring.find(reference)
            .orElseThrow(
                () ->
                    new KmsException(
                        FailureCode.KEY_NOT_FOUND,
                        "no key %s in region %s".formatted(reference, region)));
    key.requireUsableBy(caller);
    key.requireEnabled();
    byte[] material = ring.requireMaterial(key.keyId(), key.version());
    return new KeyWrap(key.keyId(), key.version(), material).wrap(dataKey, context, random);
  }

  @Override
  public DataKey unwrap(WrappedKey wrapped, EncryptionContext context) throws KmsException {
    requireOwnRegion(context);
    KeyRing ring = current();
    LocalKey key = ring.require(wrapped.keyId());
    key.requireEnabled();
    byte[] material = ring.requireMaterial(wrapped.keyId(), wrapped.keyVersion());
    return new KeyWrap(wrapped.keyId(), wrapped.keyVersion(), material)
        .unwrap(wrapped.blob(), context)
        .orElseThrow(
            () ->
                new KmsException(
                    FailureCode.KEY_NOT_FOUND,
                    "cannot unwrap the data key of snapshot %s: not wrapped by key %s for it"
                        .formatted(context.snapshotId(), wrapped.keyId())));
  }

  @Override
  public KeyDescription change(TaskMessage.ChangeKey task) throws KmsException {
    KeyId keyId = task.keyId();
    if (task.action() == KeyAction.CREATE) {
      return create(task);
    }
    requireDescription(task.description());
    requireInterval(task.rotationSeconds());
    Instant now = clock.instant();
    Instant deletionAt = now.plus(waitingPeriod(task.deletionDays()));
    KeyRing changed =
        directory.change(
            ring -> {
              LocalKey key = ring.require(keyId);
              key.requireOwnedBy(task.account());
              if (key.knows(task.head().taskId())) {
                return ring;
              }
              LocalKey next =
                  switch (task.action()) {
                    case CREATE -> key;
                    case ENABLE -> key.enabled();
                    case DISABLE -> key.disabled();
                    case SCHEDULE_DELETION -> key.pendingDeletion(deletionAt);
                    case CANCEL_DELETION -> key.notPendingDeletion();
                    case ROTATE -> key.rotated(now);
                    case SET_ROTATION -> key.rotatedEvery(task.rotationSeconds(), now);
                    case DESCRIBE -> key.described(task.description());
                  };
              LocalKey noted = next.changedBy(task.head().taskId());
              return noted.version() == key.version()
                  ? ring.with(noted)
                  : ring.with(noted, newMaterial());
            });
    return changed.require(keyId).describe(region);
  }

  @Override
  public KeyUse.Sealed seal(KeyId keyId, AccountId caller, byte[] plain, String context)
      throws KmsException {
    KeyRing ring = current();
    LocalKey key = ring.require(keyId);
    key.requireOwnedBy(caller);
    key.requireEnabled();
    byte[] material = ring.requireMaterial(keyId, key.version());
    String blob = new CallerSeal(keyId, key.version(), material).seal(plain, context, random);
    return new KeyUse.Sealed(keyId, key.version(), blob);
  }

  @Override
  public byte[] open(KeyUse.Sealed sealed, AccountId caller, String context) throws KmsException {
    KeyRing ring = current();
    LocalKey key = ring.require(sealed.keyId());
    key.requireOwnedBy(caller);
    key.requireEnabled();
    byte[] material = ring.requireMaterial(sealed.keyId(), sealed.keyVersion());
    return new CallerSeal(sealed.keyId(), sealed.keyVersion(), material)
        .open(sealed.blob(), context)
        .orElseThrow(
            () ->
                new KmsException(
                    FailureCode.KEY_NOT_FOUND,
                    "not sealed by key %s in this context".formatted(sealed.keyId())));
  }

  @Override
  public List<KeyDescription> list() throws KmsException {
    return current().keys().stream().map(key -> key.describe(region)).toList();
  }

  /** The ring as it is now, with new versions of the keys that are due for one. */
  private KeyRing current() throws KmsException {
    KeyRing ring = directory.current();
    Instant now = clock.instant();
    return ring.keys().stream().noneMatch(key -> key.isDue(now))
        ? ring
        : directory.change(newest -> rotatedWhereDue(newest, now));
  }

  // Another agent of the region may have been quicker: what is due is asked of the newest ring.
  private KeyRing rotatedWhereDue(KeyRing newest, Instant now) throws KmsException {
    KeyRing rotated = newest;
    for (LocalKey key : newest.keys()) {
      if (key.isDue(now)) {
        rotated = rotated.with(key.rotated(now), newMaterial());
      }
    }
    return rotated;
  }

  private static void requireDescription(String description) {
    if (description.length() > MAX_DESCRIPTION_CHARACTERS) {
      throw new IllegalArgumentException("key description must have at most 8192 characters");
    }
  }

  private static void requireInterval(Optional<Long> seconds) {
    if (seconds.isPresent()
        && (seconds.get() < KeyRotation.LEAST_INTERVAL_SECONDS
            || seconds.get() > KeyRotation.MOST_INTERVAL_SECONDS)) {
      throw new IllegalArgumentException(
          "rotation interval must be 7 to 730 days, not %d s".formatted(seconds.get()));
    }
  }

  private KeyDescription create(TaskMessage.ChangeKey task) throws KmsException {
    KeyId keyId = task.keyId();
    AccountId account = task.account();
    requireDescription(task.description());
    requireInterval(task.rotationSeconds());
    Instant now = clock.instant();
    KeyRing changed =
        directory.change(
            ring -> {
              Optional<LocalKey> existing = ring.find(keyId);
              if (existing.isPresent()) {
                existing.get().requireOwnedBy(account);
                return ring;
              }
              return ring.with(
                  LocalKey.ofCustomer(keyId, account, task.description(), now)
                      .rotatedEvery(task.rotationSeconds(), now),
                  newMaterial());
            });
    return changed.require(keyId).describe(region);
  }

  /** The ring; with the region's own key of that name, made now if it is not yet there. */
  private KeyRing ringWith(KeyReference reference) throws KmsException {
    KeyRing ring = current();
    if (reference.isCustomerKey() || ring.find(reference).isPresent()) {
      return ring;
    }
    return directory.change(
        newest -> {
          if (newest.find(reference).isPresent()) {
            return newest;
          }
          KeyId keyId = new KeyId(KeyId.PREFIX + ids.next());
          return newest.with(LocalKey.ofRegion(keyId, reference, clock.instant()), newMaterial());
        });
  }

  private byte[] newMaterial() {
    byte[] material = new byte[DataKey.LENGTH];
    random.nextBytes(material);
    return material;
  }

  private static Duration waitingPeriod(Optional<Integer> days) {
    int wanted = days.orElse(DEFAULT_DELETION_DAYS);
    if (wanted < MIN_DELETION_DAYS || wanted > MAX_DELETION_DAYS) {
      throw new IllegalArgumentException("waiting period must be 7 to 366 days: " + wanted);
    }
    return Duration.ofDays(wanted);
  }

  private void requireOwnRegion(EncryptionContext context) throws KmsException {
    if (!context.region().equals(region)) {
      throw new KmsException(
          FailureCode.KEY_NOT_FOUND,
          "keys of region %s do not serve region %s".formatted(region, context.region()));
    }
  }
}
