package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.view.CatalogReader;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.copy.CopyJobId;
import java.util.concurrent.CompletionStage;

/** {@code /v1/operations}. */
public final class OperationsResource {
  private static final String ID = "operationId";

  private final ClusterView view;
  private final CatalogReader catalog;

  /** The operations of a view. */
  public OperationsResource(ClusterView view, CatalogReader catalog) {
    this.view = view;
    this.catalog = catalog;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes.get("/v1/operations/:operationId", this::show);
  }

  private CompletionStage<Answer> show(Call call) {
    CopyJobId id = call.id(ID, CopyJobId::new);
    return completedFuture(
        view.read(state -> catalog.operation(state, call.account(), id))
            .map(Answer::ok)
            .orElseThrow(() -> ApiException.notFound(ID, id)));
  }
}
