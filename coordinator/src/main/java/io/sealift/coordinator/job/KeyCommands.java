package io.sealift.coordinator.job;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.Operation.KeyChange;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.copy.AccountId;
import io.sealift.copy.IdSource;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyRotation;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The rules of commands about customer keys: what a region's agents are asked to do. */
final class KeyCommands {
  private static final int LEAST_DELETION_DAYS = 7;
  private static final int MOST_DELETION_DAYS = 366;
  private static final int MAX_DESCRIPTION = 8192;
  private static final Set<KeyAction> BY_COMMANDS_OF_THEIR_OWN =
      EnumSet.of(KeyAction.CREATE, KeyAction.DESCRIBE, KeyAction.SET_ROTATION);
  private static final Set<KeyAction> WHILE_PENDING =
      EnumSet.of(KeyAction.SCHEDULE_DELETION, KeyAction.CANCEL_DELETION);

  private final ClusterState state;
  private final Set<RegionId> regions;
  private final IdSource ids;

  KeyCommands(ClusterState state, Set<RegionId> regions, IdSource ids) {
    this.state = state;
    this.regions = regions;
    this.ids = ids;
  }

  /** What is to be done, and where. */
  record Wanted(RegionId region, KeyChange change) {}

  Wanted create(Command.CreateKey create) throws RefusedException {
    RegionId region = FieldRules.region("region", create.region(), regions);
    String description = create.description().orElse("");
    requireDescription(description);
    requireInterval(create.rotationSeconds());
    KeyId keyId = new KeyId(KeyId.PREFIX + ids.next());
    return new Wanted(
        region,
        new KeyChange(
            KeyAction.CREATE, keyId, description, Optional.empty(), create.rotationSeconds()));
  }

  Wanted change(AccountId account, Command.ChangeKey change) throws RefusedException {
    if (BY_COMMANDS_OF_THEIR_OWN.contains(change.action())) {
      throw RefusedException.invalid("action: must not be " + change.action());
    }
    KeyDescription key = changeable(account, change.keyId(), change.action());
    boolean scheduling = change.action() == KeyAction.SCHEDULE_DELETION;
    if (scheduling != change.deletionDays().isPresent()) {
      throw RefusedException.invalid("days: must be given to schedule a deletion, and only then");
    }
    if (scheduling) {
      int days = change.deletionDays().orElseThrow();
      if (days < LEAST_DELETION_DAYS || days > MOST_DELETION_DAYS) {
        throw RefusedException.invalid("days: must be 7 to 366, not " + days);
      }
    }
    if (change.action() == KeyAction.ROTATE) {
      requireRoom(key);
    }
    return new Wanted(
        key.region(),
        new KeyChange(change.action(), key.keyId(), "", change.deletionDays(), Optional.empty()));
  }

  Wanted describe(AccountId account, Command.DescribeKey describe) throws RefusedException {
    requireDescription(describe.description());
    KeyDescription key = changeable(account, describe.keyId(), KeyAction.DESCRIBE);
    return new Wanted(
        key.region(),
        new KeyChange(
            KeyAction.DESCRIBE,
            key.keyId(),
            describe.description(),
            Optional.empty(),
            Optional.empty()));
  }

  Wanted setRotation(AccountId account, Command.SetKeyRotation rotation) throws RefusedException {
    requireInterval(rotation.seconds());
    KeyDescription key = changeable(account, rotation.keyId(), KeyAction.SET_ROTATION);
    return new Wanted(
        key.region(),
        new KeyChange(
            KeyAction.SET_ROTATION, key.keyId(), "", Optional.empty(), rotation.seconds()));
  }

  private KeyDescription changeable(AccountId account, String keyId, KeyAction action)
      throws RefusedException {
    RegionKey key =
        state
            .find(RegionKey.class, RegionKey.KIND + keyId)
            .filter(found -> found.isShownTo(account))
            .orElseThrow(() -> RefusedException.notFound("keyId: no such key"));
    if (key.isOfRegion()) {
      throw RefusedException.forbidden(
          "keyId: key %s is the region's own and cannot be changed".formatted(keyId));
    }
    if (key.description().state() == KeyState.PENDING_DELETION && !WHILE_PENDING.contains(action)) {
      throw RefusedException.conflict("keyId: key %s waits for its deletion".formatted(keyId));
    }
    requireUnchanging(key.description().keyId());
    return key.description();
  }

  private static void requireRoom(KeyDescription key) throws RefusedException {
    if (key.state() != KeyState.ENABLED) {
      throw RefusedException.conflict("keyId: key %s is not enabled".formatted(key.keyId()));
    }
    if (key.version() >= KeyRotation.MAX_VERSIONS) {
      throw RefusedException.forbidden(
          "keyId: key %s has %d versions, the most there may be"
              .formatted(key.keyId(), key.version()));
    }
  }

  private static void requireDescription(String description) throws RefusedException {
    if (description.length() > MAX_DESCRIPTION) {
      throw RefusedException.invalid(
          "description: must have at most 8192 characters, has " + description.length());
    }
  }

  private static void requireInterval(Optional<Long> seconds) throws RefusedException {
    if (seconds.isPresent()
        && (seconds.get() < KeyRotation.LEAST_INTERVAL_SECONDS
            || seconds.get() > KeyRotation.MOST_INTERVAL_SECONDS)) {
      throw RefusedException.invalid(
          "rotationSeconds: must be %d to %d, not %d"
              .formatted(
                  KeyRotation.LEAST_INTERVAL_SECONDS,
                  KeyRotation.MOST_INTERVAL_SECONDS,
                  seconds.get()));
    }
  }

  /** Two changes at once would be done, and reported, in any order. */
  private void requireUnchanging(KeyId keyId) throws RefusedException {
    for (CopyTask task : state.all(CopyTask.class, CopyTask.KIND)) {
      Optional<KeyId> changing =
          state
              .find(Operation.class, Operation.KIND + task.jobId())
              .map(Operation::kind)
              .filter(KeyChange.class::isInstance)
              .map(kind -> ((KeyChange) kind).keyId());
      if (changing.equals(Optional.of(keyId))) {
        throw RefusedException.conflict(
            "keyId: another change of key " + keyId + " is not done yet");
      }
    }
  }
}
