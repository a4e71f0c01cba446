package io.sealift.coordinator.job;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyReference;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.ProgressMessage.KeyChanged;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What an agent's description of a key changes: the key, and the fate of what it seals. */
final class KeyReports {
  private final Changes changes;
  private final TargetLifecycle lifecycle;
  private final Instant now;

  KeyReports(Changes changes, TargetLifecycle lifecycle, Instant now) {
    this.changes = changes;
    this.lifecycle = lifecycle;
    this.now = now;
  }

  /**
   * A key was described.
   *
   * @param asked the operation under way that asked for it, if one did
   */
  void keyChanged(KeyChanged report, Optional<Operation> asked) {
    KeyDescription key = report.key();
    // A late report of a change that is done would bring an older state back. Without an operation,
    // the key service has done it by itself.
    boolean late =
        state().find(Operation.KIND + report.head().jobId()).isPresent() && asked.isEmpty();
    if (late || !key.region().equals(report.head().region())) {
      changes.fence();
      return;
    }
    Optional<KeyDescription> known =
        state().find(RegionKey.class, RegionKey.KIND + key.keyId()).map(RegionKey::description);
    if (asked.isEmpty() && key.owner().isPresent()) {
      grown(known, key);
      return;
    }
    // A version may have been made, and told of, between the change and its report.
    changes.put(new RegionKey(known.map(key::withVersionsOf).orElse(key)));
    String ended = key.state() == KeyState.ENABLED ? "" : "; " + withdraw(key);
    asked.ifPresent(
        operation ->
            changes.put(
                operation.succeeded(
                    "key %s, version %d, is %s%s"
                        .formatted(key.keyId(), key.version(), words(key.state()), ended),
                    now)));
  }

  /**
   * Of a customer's key only new versions are believed unasked: its state may be older than ours.
   */
  private void grown(Optional<KeyDescription> known, KeyDescription key) {
    if (known.isEmpty()
        || !known.get().owner().equals(key.owner())
        || known.get().version() >= key.version()) {
      changes.fence();
      return;
    }
    changes.put(new RegionKey(known.get().withVersionsOf(key)));
  }

  /** Copies under a key that was taken away end now, not at their next block. */
  private String withdraw(KeyDescription key) {
    KeyReference reference = KeyReference.of(key.keyId());
    FailureCode code =
        key.state() == KeyState.DISABLED
            ? FailureCode.KEY_DISABLED
            : FailureCode.KEY_PENDING_DELETION;
    int ended = 0;
    for (TargetCopy target : state().work().openTargets()) {
      boolean seals =
          target.region().equals(key.region()) && target.keyReference().equals(reference);
      if (seals || (target.mode() == CopyMode.RESEALED && readsWith(target, reference))) {
        lifecycle.fail(target, code, "key %s is %s".formatted(key.keyId(), key.state()));
        ended++;
      }
    }
    long closed =
        state().all(Image.class, Image.KIND).stream()
            .filter(image -> image.status() == Image.Status.AVAILABLE)
            .filter(image -> image.region().equals(key.region()))
            .filter(image -> image.keyReference().equals(reference))
            .count();
    return "%d running copies ended, %d available images cannot be opened while it is so"
        .formatted(ended, closed);
  }

  private boolean readsWith(TargetCopy target, KeyReference reference) {
    return target.snapshots().stream()
        .flatMap(id -> state().find(Snapshot.class, Snapshot.KIND + id).stream())
        .flatMap(snapshot -> snapshot.source().stream())
        .flatMap(s -> state().find(Snapshot.class, Snapshot.KIND + s.snapshotId()).stream())
        .anyMatch(source -> source.keyReference().equals(reference));
  }

  private static String words(KeyState state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private ClusterState state() {
    return changes.state();
  }
}
