package io.sealift.system.documentation;

import io.sealift.coordinator.api.ApiActions;
import io.sealift.coordinator.api.ecs.EcsServices;
import io.sealift.coordinator.api.kms.KmsServices;
import io.sealift.coordinator.api.rpc.RpcActions;
import io.sealift.coordinator.api.rpc.RpcCommands;
import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.OperationWatch;
import io.sealift.copy.RandomIdSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The actions as a coordinator registers them, with nothing behind them. */
final class RegisteredActions {
  private RegisteredActions() {}

  static RpcActions all() {
    ClusterView view = new ClusterView();
    RpcCommands commands =
        new RpcCommands(
            (account, trace, command) ->
                CompletableFuture.failedFuture(new IllegalStateException()),
            Runnable::run);
    EcsServices ecs =
        new EcsServices(
            view,
            commands,
            new ProgressAggregator(),
            new LiveAgents(),
            CatalogPolicy.defaults(Set.of()),
            new RandomIdSource(),
            (region, files, trace) -> CompletableFuture.failedFuture(new IllegalStateException()));
    KmsServices kms =
        new KmsServices(
            view,
            commands,
            new OperationWatch(view),
            (region, use, trace) -> CompletableFuture.failedFuture(new IllegalStateException()),
            Set.of());
    return ApiActions.of(ecs, kms);
  }
}
