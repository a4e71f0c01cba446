package io.sealift.coordinator.view;

import io.sealift.copy.FailureCode;

/** Plain words on what to do next when a target has failed. */
public final class FailureAdvice {
  private FailureAdvice() {}

  /** One sentence for the user who sees the failure. */
  public static String of(FailureCode code) {
    return switch (code) {
      case KEY_NOT_FOUND ->
          "Check the key id and that the key is in the target's region, then copy again with a key"
              + " that exists.";
      case KEY_DISABLED -> "Enable the key, then retry this target.";
      case KEY_PENDING_DELETION ->
          "Cancel the key's deletion and enable it, or copy again with another key.";
      case KEY_FOREIGN -> "Copy again with a key of your own account.";
      case KEY_SERVICE_UNAVAILABLE ->
          "Wait until the region's key service answers again, then retry this target.";
      case NO_SPACE ->
          "Delete images that are no longer needed in the target region, or add space, then retry"
              + " this target.";
      case STORE_FAILED ->
          "Check the target region's store (disk, mount, permissions), then retry this target.";
      case SOURCE_UNREACHABLE ->
          "Check that the source region has a running agent that the target region can reach, then"
              + " retry this target.";
      case SOURCE_GONE -> "The source was deleted: copy from another image.";
      case SOURCE_CORRUPT ->
          "Verify the source image; copy from another copy of it, or import it again.";
      case TRANSFER_CORRUPT -> "Check the network between the regions, then retry this target.";
      case TICKET_REFUSED ->
          "Check that the clocks of coordinators and agents agree, then retry this target.";
      case PAUSED -> "Resume the target.";
      case CANCELLED -> "Copy again if the image is wanted after all.";
      case FILE_REFUSED ->
          "Check the file in the region's exchange directory, then import or export again.";
      case UPLOAD_ABANDONED -> "Import the image again.";
      case AGENT_STOPPING -> "Retry this target once the region has a running agent.";
      case NO_AGENT -> "Start an agent in the target region, then retry this target.";
      case UNSUPPORTED -> "Bring all agents to the coordinator's version, then retry this target.";
      case INTERNAL ->
          "Retry this target; if it fails again, look for its job id in the agents' logs.";
    };
  }
}
