package io.sealift.coordinator.job;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.RebuildTally;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.copy.AccountId;
import io.sealift.copy.RegionId;
import java.util.Optional;
import java.util.Set;

/**
 * When a region may be rebuilt from its store, and what must wait meanwhile. A rebuild believes an
 * agent that a snapshot is in the store: so nothing may have been deleted there between the agent's
 * look and the decision.
 */
final class Rebuilding {
  private Rebuilding() {}

  /** The region to rebuild, where nothing speaks against it. */
  static RegionId allowed(
      ClusterState state, Set<RegionId> regions, AccountId caller, Command.RebuildRegion wanted)
      throws RefusedException {
    boolean administers =
        state
            .find(Account.class, Account.KIND + caller)
            .filter(account -> account.role() == Account.Role.ADMINISTRATOR)
            .isPresent();
    if (!administers) {
      throw RefusedException.forbidden("account: only an administrator may do this");
    }
    RegionId region = FieldRules.region("region", wanted.region(), regions);
    if (state.find(Account.KIND + wanted.accountId()).isEmpty()) {
      throw RefusedException.invalid("accountId: there is no such account");
    }
    if (state.work().isRebuilding(region)) {
      throw RefusedException.conflict(
          "region: another rebuild of region %s is not done yet".formatted(region));
    }
    Optional<TargetCopy> open =
        state.work().openTargets().stream()
            .filter(target -> target.region().equals(region))
            .findFirst();
    if (open.isPresent()) {
      throw RefusedException.conflict(
          "region: job %s is making an image in region %s; wait for its end, or cancel it"
              .formatted(open.get().jobId(), region));
    }
    boolean deletes =
        state.all(Garbage.class, Garbage.KIND).stream()
            .anyMatch(garbage -> garbage.region().equals(region));
    if (deletes) {
      throw RefusedException.conflict(
          "region: snapshots of region %s are being deleted; ask again when they are gone"
              .formatted(region));
    }
    return region;
  }

  /** What a rebuild begins with. */
  static Operation.Rebuild begun(Command.RebuildRegion wanted) {
    return new Operation.Rebuild(
        new AccountId(wanted.accountId()), wanted.effect(), RebuildTally.NONE);
  }

  /**
   * Whether what no one knows in a region's store may be deleted. Not while the region is rebuilt;
   * and not while the journal knows no snapshot there at all, for then it may be the journal that
   * is lost.
   */
  static boolean mayDeleteUnknown(ClusterState state, RegionId region) {
    return !state.work().isRebuilding(region)
        && state.all(Snapshot.class, Snapshot.KIND).stream()
            .anyMatch(snapshot -> snapshot.region().equals(region));
  }
}
