package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.http.AgentCall;
import io.sealift.coordinator.api.rpc.RpcCommands;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.catalog.ServiceException;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.copy.AccountId;
import io.sealift.copy.IdSource;
import io.sealift.copy.RegionId;
import io.sealift.protocol.FileInspection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the actions are served from.
 *
 * @param files has a region's agent look at its exchange directory
 */
public record EcsServices(
    ClusterView view,
    RpcCommands commands,
    ProgressAggregator progress,
    LiveAgents agents,
    CatalogPolicy policy,
    IdSource ids,
    AgentCall<FileInspection, FileInspection.Result> files) {

  private static final int MAX_TAGS = 20;

  /** A check of a request that changes nothing. */
  interface Check {
    /** Throws the documented error where a rule forbids the request. */
    void check(ClusterState state) throws ServiceException;
  }

  /** Answers a dry run: as documented, with an error even if all is well. */
  RpcException dryRun(Check check) {
    return refusal(check).orElseGet(EcsServices::dryRunPassed);
  }

  /** The documented error, if a rule forbids the request. */
  Optional<RpcException> refusal(Check check) {
    Optional<ServiceException> refusal =
        view.read(
            state -> {
              try {
                check.check(state);
                return Optional.empty();
              } catch (ServiceException e) {
                return Optional.of(e);
              }
            });
    return refusal.map(e -> new RpcException(e.error().status(), e.error().code(), e.reason()));
  }

  static RpcException dryRunPassed() {
    return new RpcException(
        400, "DryRunOperation", "Request validation has been passed with DryRun flag set.");
  }

  /** The region that a request names. */
  RegionId region(RpcParameters parameters) {
    return region(parameters, 404);
  }

  /** The same; an unknown one is refused with that status, which differs between actions. */
  RegionId region(RpcParameters parameters, int status) {
    return region(
        parameters,
        new RpcException(
            status, "InvalidRegionId.NotFound", "The specified RegionId does not exist."));
  }

  /** The same; an unknown one is refused with that. */
  RegionId region(RpcParameters parameters, RpcException unknown) {
    String text = parameters.required("RegionId");
    return policy.regions().stream()
        .filter(region -> region.value().equals(text))
        .findFirst()
        .orElseThrow(() -> unknown);
  }

  /** Which list a request follows by tokens. */
  static String listOf(String what, AccountId account, RegionId region) {
    return String.join("/", what, account.value(), region.value());
  }

  /** The tags that a request gives a resource, by key. */
  static Map<String, String> tags(RpcParameters parameters) {
    return tags(parameters, new RpcException(403, "QuotaExceed.Tags", "The quota of tags is 20."));
  }

  /** The tags that a request names, by key; more than twenty are refused with that. */
  static Map<String, String> tags(RpcParameters parameters, RpcException tooMany) {
    Map<String, String> tags = new LinkedHashMap<>();
    int count = 0;
    for (RpcParameters tag : parameters.objects("Tag")) {
      String key = tag.text("Key").or(() -> tag.text("key")).orElse("");
      String value = tag.text("Value").or(() -> tag.text("value")).orElse("");
      count++;
      if (tags.put(key, value) != null) {
        throw new RpcException(400, "Duplicate.TagKey", "The Tag.N.Key contain duplicate key.");
      }
    }
    if (count > MAX_TAGS) {
      throw tooMany;
    }
    return tags;
  }

  /** The tags that what is looked for must have; an empty value stands for any. */
  static Map<String, String> wantedTags(RpcParameters parameters) {
    Map<String, String> wanted =
        tags(
            parameters,
            new RpcException(400, "InvalidTagCount", "The specified tags are more than 20."));
    if (wanted.containsKey("")) {
      throw new RpcException(
          400, "InvalidTag.Mismatch", "The specified Tag.n.Key and Tag.n.Value are not match.");
    }
    return wanted;
  }

  static boolean hasTags(Map<String, String> tags, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            tag ->
                tag.getValue().isEmpty()
                    ? tags.containsKey(tag.getKey())
                    : tag.getValue().equals(tags.get(tag.getKey())));
  }
}
