package io.sealift.coordinator.api.ros;

import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far a stack's copies are, by what their agents say.
 *
 * @param targets the stack's, in its order, and not empty
 */
record StackProgress(
    ClusterState state, ProgressAggregator progress, Instant now, List<TargetCopy> targets) {
  /** Of all copies together. */
  Fields percentage() {
    long percent = targets.stream().mapToInt(this::percent).sum() / targets.size();
    return new Fields().put("StackOperationProgress", percent).put("StackActionProgress", percent);
  }

  private int percent(TargetCopy target) {
    return progress.of(state, target, now).percent();
  }

  /** How many copies there are of each kind, and how far those are that run. */
  Fields counts() {
    long available = targets.stream().filter(StackProgress::isAvailable).count();
    long waiting =
        targets.stream().filter(target -> target.state() instanceof TargetState.Waiting).count();
    List<Integer> running =
        IntStream.range(0, targets.size())
            .filter(index -> !targets.get(index).state().isEnd())
            .filter(index -> !(targets.get(index).state() instanceof TargetState.Waiting))
            .boxed()
            .toList();
    return new Fields()
        .put("TotalResourceCount", targets.size())
        .put("SuccessResourceCount", available)
        .put("FailedResourceCount", targets.size() - available - waiting - running.size())
        .put("InProgressResourceCount", running.size())
        .put("PendingResourceCount", waiting)
        .array("InProgressResourceDetails", running.stream().map(this::detail));
  }

  private static boolean isAvailable(TargetCopy target) {
    return target.state() instanceof TargetState.Available;
  }

  private Fields detail(int index) {
    return new Fields()
        .put("ResourceName", StackFields.name(index))
        .put("ResourceType", StackFields.RESOURCE_TYPE)
        .put("ProgressValue", percent(targets.get(index)))
        .put("ProgressTargetValue", 100);
  }
}
