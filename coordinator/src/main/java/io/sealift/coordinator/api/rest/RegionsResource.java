package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sealift.coordinator.account.Identity;
import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.view.AgentJson;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.RegionJson;
import io.sealift.coordinator.view.RegionReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** {@code /v1/regions} and {@code /v1/agents}. */
public final class RegionsResource {
  private record RegionsJson(List<RegionJson> regions) {}

  private record AgentsJson(List<AgentJson> agents) {}

  private final ClusterView view;
  private final RegionReader regions;
  private final InstantSource clock;

  /** The regions of a view. */
  public RegionsResource(ClusterView view, RegionReader regions, InstantSource clock) {
    this.view = view;
    this.regions = regions;
    this.clock = clock;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes.get("/v1/regions", this::list).get("/v1/agents", this::agents);
  }

  private CompletionStage<Answer> list(Call call) {
    Instant now = clock.instant();
    Predicate<TargetCopy> counted = counted(call.identity());
    return completedFuture(
        Answer.ok(new RegionsJson(view.read(state -> regions.regions(state, counted, now)))));
  }

  // Only administrators learn how much others do.
  private static Predicate<TargetCopy> counted(Identity identity) {
    return identity.role() == Role.ADMINISTRATOR
        ? target -> true
        : target -> target.account().equals(identity.account());
  }

  private CompletionStage<Answer> agents(Call call) {
    return completedFuture(Answer.ok(new AgentsJson(regions.agents(clock.instant()))));
  }
}
