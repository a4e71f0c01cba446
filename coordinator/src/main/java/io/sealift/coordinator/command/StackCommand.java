package io.sealift.coordinator.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a user asks for through the ROS interface: one image copied to several regions, watched as a
 * stack. A refusal bears a code of that interface.
 */
@JsonSubTypes({
  @JsonSubTypes.Type(value = StackCommand.CreateStack.class, name = "create-stack"),
  @JsonSubTypes.Type(value = StackCommand.DeleteStack.class, name = "delete-stack"),
})
public sealed interface StackCommand extends Command {
  /** Copy an image to the destinations. Outcome: the stack's id. */
  record CreateStack(StackRequest request) implements StackCommand {}

  /** Forget a stack; copies that run end. Outcome: the stack's id. */
  record DeleteStack(String region, String stackId, Kept images) implements StackCommand {}

  /** What happens to a deleted stack's finished images. */
  enum Kept {
    ALL,
    NONE
  }

  /** What happens to a stack's other copies when one fails. */
  enum OnFailure {
    ROLL_BACK,
    KEEP
  }

  /**
   * A stack as it is asked for.
   *
   * @param resourceGroup of the images
   * @param stackGroup the resource group of the stack itself
   * @param timeoutMinutes after which copies that are not done end
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record StackRequest(
      String region,
      String name,
      String imageId,
      String imageName,
      Optional<String> description,
      Optional<String> resourceGroup,
      Map<String, String> tags,
      List<Destination> destinations,
      Map<String, String> stackTags,
      Optional<String> stackGroup,
      Optional<Integer> timeoutMinutes,
      OnFailure onFailure,
      String token) {
    public StackRequest {
      tags = Map.copyOf(tags);
      destinations = List.copyOf(destinations);
      stackTags = Map.copyOf(stackTags);
    }
  }

  /** One of the regions that an image is copied to. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Destination(String region, Optional<Boolean> encrypted, Optional<String> keyId) {}
}
