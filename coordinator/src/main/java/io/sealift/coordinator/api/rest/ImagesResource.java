package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.command.Command.DeleteImage;
import io.sealift.coordinator.command.Command.Retention;
import io.sealift.coordinator.command.Command.VerifyImage;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.view.CatalogReader;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.ImageJson;
import io.sealift.coordinator.view.ImageOrder;
import io.sealift.coordinator.view.ImageQuery;
import io.sealift.coordinator.view.ListPage;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code /v1/images}. */
public final class ImagesResource {
  private static final String ID = "imageId";

  private record ImagesJson(List<ImageJson> images, int total) {}

  private record OperationIdJson(CopyJobId operationId) {}

  private record Found(RegionId region, List<TransferOffers.Download> disks) {}

  private final ClusterView view;
  private final CatalogReader catalog;
  private final Commands commands;
  private final TransferOffers offers;
  private final InstantSource clock;

  /** The images of a view. */
  public ImagesResource(
      ClusterView view,
      CatalogReader catalog,
      Commands commands,
      TransferOffers offers,
      InstantSource clock) {
    this.view = view;
    this.catalog = catalog;
    this.commands = commands;
    this.offers = offers;
    this.clock = clock;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes
        .get(
            "/v1/images",
            this::list,
            "region",
            "name",
            "resourceGroup",
            "search",
            "order",
            "offset",
            "limit")
        .get("/v1/images/:imageId", this::show)
        .delete("/v1/images/:imageId", this::delete, "keepSnapshots")
        .post("/v1/images/:imageId/download", this::download)
        .post("/v1/images/:imageId/verify", this::verify);
  }

  private CompletionStage<Answer> list(Call call) {
    ImageQuery query =
        new ImageQuery(
            call.query("region", RegionId::new),
            call.query("name", text -> text),
            call.query("resourceGroup", text -> text),
            call.query("search", text -> text),
            call.query("order", ImageOrder::parse).orElse(ImageOrder.NEWEST),
            ListParameters.page(call));
    Instant now = clock.instant();
    ListPage.Part<ImageJson> images =
        view.read(state -> catalog.images(state, call.account(), query, now));
    return completedFuture(Answer.ok(new ImagesJson(images.shown(), images.total())));
  }

  private CompletionStage<Answer> show(Call call) {
    ImageId id = call.id(ID, ImageId::new);
    Instant now = clock.instant();
    return completedFuture(
        view.read(state -> catalog.image(state, call.account(), id, now))
            .map(Answer::ok)
            .orElseThrow(() -> ApiException.notFound(ID, id)));
  }

  private CompletionStage<Answer> delete(Call call) {
    ImageId id = call.id(ID, ImageId::new);
    Retention retention =
        call.query("keepSnapshots", ImagesResource::retention).orElse(Retention.DELETE);
    return commands.send(call, new DeleteImage(id, retention), subject -> Answer.empty());
  }

  private static Retention retention(String keepSnapshots) {
    return switch (keepSnapshots) {
      case "true" -> Retention.KEEP;
      case "false" -> Retention.DELETE;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private CompletionStage<Answer> verify(Call call) {
    call.requireNoBody();
    return commands.send(
        call,
        new VerifyImage(call.id(ID, ImageId::new)),
        operation -> Answer.accepted(new OperationIdJson(new CopyJobId(operation))));
  }

  private CompletionStage<Answer> download(Call call) {
    call.requireNoBody();
    ImageId id = call.id(ID, ImageId::new);
    Found found =
        view.read(
            state ->
                CatalogReader.find(state, call.account(), id)
                    .map(image -> found(state, image))
                    .orElseThrow(() -> ApiException.notFound(ID, id)));
    return completedFuture(
        Answer.ok(offers.download(found.region(), found.disks(), clock.instant())));
  }

  private static Found found(ClusterState state, Image image) {
    if (image.status() != Image.Status.AVAILABLE) {
      throw ApiException.conflict(
          "imageId: the image is %s, not AVAILABLE".formatted(image.status()));
    }
    List<TransferOffers.Download> disks =
        image.snapshots().stream()
            .flatMap(id -> state.find(Snapshot.class, Snapshot.KIND + id).stream())
            .map(
                snapshot ->
                    new TransferOffers.Download(
                        snapshot.snapshotId(),
                        snapshot.geometry(),
                        List.copyOf(state.segments().of(snapshot.snapshotId()).keySet())))
            .toList();
    return new Found(image.region(), disks);
  }
}
