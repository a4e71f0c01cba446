package io.sealift.coordinator.simulation;

import io.sealift.copy.AccountId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A region's key service. A wrapped data key opens only in the region that wrapped it. */
final class SimulatedKeys {
  private final RegionId region;
  private final TreeMap<String, KeyDescription> keys = new TreeMap<>();
  private final Set<TaskId> changes = new HashSet<>();
  boolean down;

  SimulatedKeys(RegionId region) {
    this.region = region;
    String part = region.value().replace("-", "");
    add(KeyReference.STORAGE.value(), new KeyId("key-storage" + part), Optional.empty());
    add(KeyReference.SERVICE.value(), new KeyId("key-service" + part), Optional.empty());
  }

  private void add(String reference, KeyId id, Optional<AccountId> owner) {
    keys.put(
        reference,
        KeyDescription.unrotated(id, region, owner, KeyState.ENABLED, "", Instant.EPOCH));
  }

  private KeyDescription usable(String reference) throws SimulatedFailure {
    if (down) {
      throw new SimulatedFailure(FailureCode.KEY_SERVICE_UNAVAILABLE);
    }
    KeyDescription key = keys.get(reference);
    if (key == null) {
      throw new SimulatedFailure(FailureCode.KEY_NOT_FOUND);
    }
    if (key.state() != KeyState.ENABLED) {
      throw new SimulatedFailure(FailureCode.KEY_DISABLED);
    }
    return key;
  }

  WrappedKey wrap(KeyReference reference, SealId dataKey) throws SimulatedFailure {
    return new WrappedKey(usable(reference.value()).keyId(), 1, region + ":" + dataKey);
  }

  SealId unwrap(WrappedKey wrapped) throws SimulatedFailure {
    usable(
        keys.entrySet().stream()
            .filter(entry -> entry.getValue().keyId().equals(wrapped.keyId()))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(wrapped.keyId().value()));
    return dataKey(wrapped);
  }

  /** What the wrapped key holds, whatever state its key is in. */
  SealId dataKey(WrappedKey wrapped) throws SimulatedFailure {
    String[] parts = wrapped.blob().split(":", 2);
    if (!parts[0].equals(region.value())) {
      throw new SimulatedFailure(FailureCode.KEY_NOT_FOUND);
    }
    return new SealId(parts[1]);
  }

  KeyDescription change(TaskMessage.ChangeKey task) throws SimulatedFailure {
    if (down) {
      throw new SimulatedFailure(FailureCode.KEY_SERVICE_UNAVAILABLE);
    }
    String reference = task.keyId().value();
    if (task.action() == TaskMessage.KeyAction.CREATE) {
      if (!keys.containsKey(reference)) {
        add(reference, task.keyId(), Optional.of(task.account()));
      }
    } else {
      KeyDescription old = usableOrNot(reference);
      if (!changes.add(task.head().taskId())) {
        return old; // A task that is delivered again changes nothing more.
      }
      KeyState state =
          task.action() == TaskMessage.KeyAction.DISABLE ? KeyState.DISABLED : KeyState.ENABLED;
      keys.put(
          reference,
          KeyDescription.unrotated(old.keyId(), region, old.owner(), state, "", Instant.EPOCH));
    }
    return usableOrNot(reference);
  }

  KeyState state(KeyId id) {
    KeyDescription key = keys.get(id.value());
    return key == null ? KeyState.PENDING_DELETION : key.state();
  }

  private KeyDescription usableOrNot(String reference) throws SimulatedFailure {
    return Optional.ofNullable(keys.get(reference))
        .orElseThrow(() -> new SimulatedFailure(FailureCode.KEY_NOT_FOUND));
  }
}
