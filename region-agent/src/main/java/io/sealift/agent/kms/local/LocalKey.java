package io.sealift.agent.kms.local;

import io.sealift.agent.kms.KmsException;
import io.sealift.copy.AccountId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyRotation;
import io.sealift.protocol.KeyState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the key ring says of one key; the key itself lies beside it.
 *
 * @param owner empty for the region's own keys
 * @param alias what the region's own keys are called; empty for customer keys
 * @param version the version that wraps, from 1; it and all below it unwrap
 * @param deletionAt only while the state is {@code PENDING_DELETION}
 * @param rotation absent in rings of version 1 and of keys that never had another version
 * @param changes the tasks that changed it last, the newest at the end: an agent that was frozen in
 *     one of them may come with it again when others have long followed
 */
record LocalKey(
    KeyId keyId,
    Optional<AccountId> owner,
    Optional<KeyReference> alias,
    KeyState state,
    int version,
    String description,
    Instant createdAt,
    Optional<Instant> deletionAt,
    Optional<KeyRotation> rotation,
    List<TaskId> changes) {
  // A change is asked for only when the one before is done, so not even one is ever that late.
  private static final int KNOWN_CHANGES = 32;

  LocalKey {
    changes = List.copyOf(changes);
    if (owner.isPresent() == alias.isPresent()
        || version < 1
        || version != 1 + rotation.orElse(KeyRotation.NONE).madeAt().size()
        || (state == KeyState.PENDING_DELETION) != deletionAt.isPresent()) {
      throw new IllegalArgumentException("key %s contradicts itself".formatted(keyId));
    }
  }

  /** A new customer key. */
  static LocalKey ofCustomer(KeyId keyId, AccountId owner, String description, Instant now) {
    return new LocalKey(
        keyId,
        Optional.of(owner),
        Optional.empty(),
        KeyState.ENABLED,
        1,
        description,
        now,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** A new key of the region itself. */
  static LocalKey ofRegion(KeyId keyId, KeyReference alias, Instant now) {
    return new LocalKey(
        keyId,
        Optional.empty(),
        Optional.of(alias),
        KeyState.ENABLED,
        1,
        alias.value(),
        now,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  LocalKey enabled() throws KmsException {
    return state == KeyState.PENDING_DELETION
        ? refusePending()
        : in(KeyState.ENABLED, Optional.empty());
  }

  LocalKey disabled() throws KmsException {
    return state == KeyState.PENDING_DELETION
        ? refusePending()
        : in(KeyState.DISABLED, Optional.empty());
  }

  LocalKey pendingDeletion(Instant at) {
    return state == KeyState.PENDING_DELETION
        ? this
        : in(KeyState.PENDING_DELETION, Optional.of(at));
  }

  LocalKey notPendingDeletion() {
    return state == KeyState.PENDING_DELETION ? in(KeyState.ENABLED, Optional.empty()) : this;
  }

  boolean isExpired(Instant now) {
    return deletionAt.isPresent() && !now.isBefore(deletionAt.get());
  }

  /** Refuses a key that may not wrap or unwrap now. */
  void requireEnabled() throws KmsException {
    switch (state) {
      case ENABLED -> {}
      case DISABLED ->
          throw new KmsException(FailureCode.KEY_DISABLED, "key %s is disabled".formatted(keyId));
      case PENDING_DELETION -> refusePending();
    }
  }

  /** Refuses another account; the region's own keys serve everybody. */
  void requireUsableBy(AccountId caller) throws KmsException {
    if (owner.isPresent() && !owner.get().equals(caller)) {
      throw foreign();
    }
  }

  /** Refuses everybody but the owner; the region's own keys have none. */
  void requireOwnedBy(AccountId caller) throws KmsException {
    if (!owner.equals(Optional.of(caller))) {
      throw foreign();
    }
  }

  KeyDescription describe(RegionId region) {
    return new KeyDescription(
        keyId, region, owner, state, version, description, createdAt, deletionAt, rotation);
  }

  private LocalKey in(KeyState newState, Optional<Instant> newDeletionAt) {
    return new LocalKey(
        keyId,
        owner,
        alias,
        newState,
        version,
        description,
        createdAt,
        newDeletionAt,
        rotation,
        changes);
  }

  /** Whether it gets a new version by itself now. */
  boolean isDue(Instant now) {
    return state == KeyState.ENABLED
        && version < KeyRotation.MAX_VERSIONS
        && rotation.flatMap(KeyRotation::nextAt).filter(at -> !now.isBefore(at)).isPresent();
  }

  /** The key with one version more, which seals from now on. */
  LocalKey rotated(Instant now) throws KmsException {
    requireEnabled();
    if (version >= KeyRotation.MAX_VERSIONS) {
      throw new IllegalArgumentException(
          "key %s must have at most %d versions".formatted(keyId, KeyRotation.MAX_VERSIONS));
    }
    KeyRotation before = rotation.orElse(KeyRotation.NONE);
    List<Instant> madeAt = new ArrayList<>(before.madeAt());
    madeAt.add(now);
    return new LocalKey(
        keyId,
        owner,
        alias,
        state,
        version + 1,
        description,
        createdAt,
        deletionAt,
        Optional.of(
            new KeyRotation(
                madeAt, before.intervalSeconds(), before.intervalSeconds().map(now::plusSeconds))),
        changes);
  }

  /** The key with another interval, or with none. */
  LocalKey rotatedEvery(Optional<Long> seconds, Instant now) throws KmsException {
    if (state == KeyState.PENDING_DELETION) {
      refusePending();
    }
    KeyRotation changed =
        new KeyRotation(
            rotation.orElse(KeyRotation.NONE).madeAt(), seconds, seconds.map(now::plusSeconds));
    return new LocalKey(
        keyId,
        owner,
        alias,
        state,
        version,
        description,
        createdAt,
        deletionAt,
        changed.equals(KeyRotation.NONE) ? Optional.empty() : Optional.of(changed),
        changes);
  }

  LocalKey described(String text) throws KmsException {
    if (state == KeyState.PENDING_DELETION) {
      refusePending();
    }
    return new LocalKey(
        keyId, owner, alias, state, version, text, createdAt, deletionAt, rotation, changes);
  }

  /** Whether the task has changed it already. */
  boolean knows(TaskId task) {
    return changes.contains(task);
  }

  LocalKey changedBy(TaskId task) {
    List<TaskId> newest = new ArrayList<>(changes);
    newest.add(task);
    return new LocalKey(
        keyId,
        owner,
        alias,
        state,
        version,
        description,
        createdAt,
        deletionAt,
        rotation,
        newest.subList(Math.max(0, newest.size() - KNOWN_CHANGES), newest.size()));
  }

  private KmsException foreign() {
    return new KmsException(
        FailureCode.KEY_FOREIGN, "key %s belongs to another account".formatted(keyId));
  }

  private LocalKey refusePending() throws KmsException {
    throw new KmsException(
        FailureCode.KEY_PENDING_DELETION, "key %s waits for its deletion".formatted(keyId));
  }
}
