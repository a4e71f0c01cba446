package io.sealift.coordinator.view;

import io.sealift.coordinator.state.TargetState;

/** The names of targets' states as users and metrics see them. */
final class TargetStateName {
  private TargetStateName() {}

  static String of(TargetState state) {
    if (state instanceof TargetState.Waiting) {
      return "WAITING";
    } else if (state instanceof TargetState.Preflight) {
      return "PREFLIGHT";
    } else if (state instanceof TargetState.Creating) {
      return "CREATING";
    } else if (state instanceof TargetState.Committing) {
      return "COMMITTING";
    } else if (state instanceof TargetState.Paused) {
      return "PAUSED";
    } else if (state instanceof TargetState.Available) {
      return "AVAILABLE";
    } else if (state instanceof TargetState.CreateFailed) {
      return "CREATE_FAILED";
    }
    return "CANCELLED";
  }
}
