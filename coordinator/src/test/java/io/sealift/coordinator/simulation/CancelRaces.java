package io.sealift.coordinator.simulation;

import io.sealift.coordinator.command.CatalogCommand.CancelCopy;
import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.protocol.CopyMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Cancels of copies that are being committed. Whoever is told that the copy was cancelled finds
 * nothing of it, and whoever is told that it is done finds it.
 */
final class CancelRaces {
  private static final String TOO_LATE = "The image copy has completed.";

  private final Cluster cluster;
  private final Map<String, TargetCopy> asked = new HashMap<>();
  private int cancelled;

  CancelRaces(Cluster cluster) {
    this.cluster = cluster;
  }

  /** What one batch made of the journal. */
  void accept(Map<String, Optional<Entity>> records) {
    for (Optional<Entity> record : records.values()) {
      if (record.isPresent() && record.get() instanceof TargetCopy target) {
        race(target);
      } else if (record.isPresent() && record.get() instanceof CommandOutcome outcome) {
        Optional.ofNullable(asked.remove(outcome.commandId()))
            .ifPresent(target -> check(target, outcome));
      }
    }
  }

  private void race(TargetCopy target) {
    boolean wanted =
        target.state() instanceof TargetState.Committing
            && target.mode() != CopyMode.IMPORTED
            && target.imageId().isPresent()
            && cluster.faulty()
            && cluster.scheduler.chance(30);
    if (wanted) {
      CancelCopy cancel =
          new CancelCopy(target.region().value(), target.imageId().orElseThrow().value());
      String id = "c-" + cluster.ids.next();
      Cluster.Input input =
          new Cluster.FromApi(
              new CommandMessage(id, target.account(), cluster.scheduler.now(), cancel));
      asked.put(id, target);
      cluster.model.asked(input);
      cluster.send(input);
    }
  }

  private void check(TargetCopy target, CommandOutcome outcome) {
    TargetState now = state(target.id());
    if (outcome.subject().isPresent()) {
      cancelled++;
      boolean image =
          cluster
              .model
              .all(Image.class, Image.KIND)
              .anyMatch(each -> target.imageId().equals(Optional.of(each.imageId())));
      require(now instanceof TargetState.Cancelled && !image, "cancelled, and yet", now);
    } else if (outcome.refusal().orElseThrow().message().equals(TOO_LATE)) {
      require(now instanceof TargetState.Available, "done, and yet", now);
    }
  }

  private TargetState state(TargetId id) {
    return cluster
        .model
        .all(TargetCopy.class, TargetCopy.KIND)
        .filter(target -> target.id().equals(id))
        .map(TargetCopy::state)
        .findFirst()
        .orElseThrow();
  }

  private static void require(boolean holds, String told, TargetState state) {
    if (!holds) {
      throw new AssertionError("R9: told that it is " + told + ": " + state);
    }
  }

  /** How many were told that their copy is cancelled. */
  int cancelled() {
    return cancelled;
  }
}
