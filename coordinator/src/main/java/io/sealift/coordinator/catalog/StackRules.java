package io.sealift.coordinator.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealift.coordinator.command.CatalogCommand.CopyImageRequest;
import io.sealift.coordinator.command.StackCommand.Destination;
import io.sealift.coordinator.command.StackCommand.StackRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Stack;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The rules of stacks. Each copy obeys the rules of {@code CopyImage}, and is refused with its
 * codes.
 */
public final class StackRules {
  private static final Pattern NAME = Pattern.compile("[\\p{L}0-9][\\p{L}0-9_-]{0,254}");
  private static final int MAX_TAG = 128;
  private static final int LEAST_TIMEOUT = 10;
  private static final int MOST_TIMEOUT = 1440;

  private StackRules() {}

  /** The copies that a stack is of; throws the documented error where a rule forbids it. */
  public static List<CopyOrder> check(
      ClusterState state,
      CatalogPolicy policy,
      int maxDestinations,
      AccountId account,
      StackRequest request)
      throws ServiceException {
    requireWellFormed(request, maxDestinations);
    if (policy.region(request.region()).isEmpty()) {
      throw new ServiceException(
          404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.");
    }
    boolean taken =
        state.all(Stack.class, Stack.KIND).stream()
            .filter(stack -> stack.account().equals(account))
            .filter(stack -> stack.region().value().equals(request.region()))
            .anyMatch(stack -> stack.name().equals(request.name()));
    if (taken) {
      throw new ServiceException(
          409, "StackExists", "The Stack (%s) already exists.".formatted(request.name()));
    }
    new Owned(state, account).requireGroup(request.stackGroup());
    List<CopyOrder> orders = new ArrayList<>();
    for (Destination destination : request.destinations()) {
      orders.add(
          CopyImageRules.check(
              state,
              policy,
              account,
              new CopyImageRequest(
                  request.region(),
                  request.imageId(),
                  destination.region(),
                  Optional.of(request.imageName()),
                  request.description(),
                  destination.encrypted(),
                  destination.keyId(),
                  request.resourceGroup(),
                  request.tags(),
                  request.token())));
    }
    return orders;
  }

  private static void requireWellFormed(StackRequest request, int maxDestinations)
      throws ServiceException {
    if (!NAME.matcher(request.name()).matches()) {
      throw invalid("StackName: must be 1 to 255 letters, digits, - and _");
    }
    int count = request.destinations().size();
    if (count < 1 || count > maxDestinations) {
      throw invalid(
          "Destinations: must name 1 to %d regions, not %d".formatted(maxDestinations, count));
    }
    if (request.destinations().stream().map(Destination::region).distinct().count() < count) {
      throw invalid("Destinations: must name each region once");
    }
    for (Map.Entry<String, String> tag : request.stackTags().entrySet()) {
      if (tag.getKey().length() > MAX_TAG || tag.getValue().length() > MAX_TAG) {
        throw invalid("Tags: keys and values must have at most 128 characters");
      }
    }
    int minutes = request.timeoutMinutes().orElse(LEAST_TIMEOUT);
    if (minutes < LEAST_TIMEOUT || minutes > MOST_TIMEOUT) {
      throw invalid("TimeoutInMinutes: must be 10 to 1440");
    }
  }

  private static ServiceException invalid(String message) {
    return new ServiceException(400, "StackValidationFailed", message);
  }

  /** The id of a job's stack: the same job always has the same. */
  public static String idOf(CopyJobId jobId) {
    return UUID.nameUUIDFromBytes((Stack.KIND + jobId).getBytes(UTF_8)).toString();
  }

  /** A stack of the account. */
  public static Stack stack(ClusterState state, AccountId account, String region, String stackId)
      throws ServiceException {
    return state
        .find(Stack.class, Stack.KIND + stackId)
        .filter(stack -> stack.account().equals(account))
        .filter(stack -> stack.region().value().equals(region))
        .orElseThrow(
            () ->
                new ServiceException(
                    404,
                    "StackNotFound",
                    "The Stack (%s) could not be found.".formatted(Texts.printable(stackId))));
  }
}
