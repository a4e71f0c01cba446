package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.command.Command.DeleteSnapshot;
import io.sealift.coordinator.view.CatalogReader;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.SnapshotJson;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/snapshots}. */
public final class SnapshotsResource {
  private static final String ID = "snapshotId";

  private record SnapshotsJson(List<SnapshotJson> snapshots) {}

  private final ClusterView view;
  private final CatalogReader catalog;
  private final Commands commands;

  /** The snapshots of a view. */
  public SnapshotsResource(ClusterView view, CatalogReader catalog, Commands commands) {
    this.view = view;
    this.catalog = catalog;
    this.commands = commands;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes
        .get("/v1/snapshots", this::list, "region")
        .get("/v1/snapshots/:snapshotId", this::show)
        .delete("/v1/snapshots/:snapshotId", this::delete);
  }

  private CompletionStage<Answer> list(Call call) {
    Optional<RegionId> region = call.query("region", RegionId::new);
    return completedFuture(
        Answer.ok(
            new SnapshotsJson(
                view.read(state -> catalog.snapshots(state, call.account(), region)))));
  }

  private CompletionStage<Answer> show(Call call) {
    SnapshotId id = call.id(ID, SnapshotId::new);
    return completedFuture(
        view.read(state -> catalog.snapshot(state, call.account(), id))
            .map(Answer::ok)
            .orElseThrow(() -> ApiException.notFound(ID, id)));
  }

  private CompletionStage<Answer> delete(Call call) {
    SnapshotId id = call.id(ID, SnapshotId::new);
    return commands.send(call, new DeleteSnapshot(id), subject -> Answer.empty());
  }
}
