package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.command.Command.CompleteImport;
import io.sealift.coordinator.command.Command.SubmitImport;
import io.sealift.coordinator.command.Command.UploadedDisk;
import io.sealift.coordinator.command.ImportRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.JobReader;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code /v1/imports}. */
public final class ImportsResource {
  private static final String ID = "jobId";

  /** A disk of 32 TiB has 32,768 segments, and a request names those of every disk. */
  private static final int MAX_COMPLETE_BYTES = 1 << 20;

  private record AcceptedJson(CopyJobId jobId, ImageId imageId) {}

  private record CompleteBody(List<UploadedDisk> disks) {}

  private record Found(RegionId region, List<TransferOffers.Upload> disks) {}

  private final ClusterView view;
  private final Commands commands;
  private final TransferOffers offers;
  private final InstantSource clock;

  /** The imports of a view. */
  public ImportsResource(
      ClusterView view, Commands commands, TransferOffers offers, InstantSource clock) {
    this.view = view;
    this.commands = commands;
    this.offers = offers;
    this.clock = clock;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes
        .post("/v1/imports", this::submit)
        .post("/v1/imports/:jobId/upload", this::upload)
        .post("/v1/imports/:jobId/complete", MAX_COMPLETE_BYTES, this::complete);
  }

  private CompletionStage<Answer> submit(Call call) {
    ImportRequest request = call.body(ImportRequest.class);
    return commands.send(
        call,
        new SubmitImport(request),
        job -> Answer.accepted(accepted(call.account(), new CopyJobId(job))));
  }

  private AcceptedJson accepted(AccountId account, CopyJobId id) {
    return view.read(
        state ->
            new AcceptedJson(
                id,
                target(state, account, id)
                    .imageId()
                    .orElseThrow(() -> new IllegalStateException("an import makes no image"))));
  }

  private CompletionStage<Answer> upload(Call call) {
    call.requireNoBody();
    CopyJobId id = call.id(ID, CopyJobId::new);
    Found found = view.read(state -> found(state, target(state, call.account(), id)));
    return completedFuture(
        Answer.ok(offers.upload(id, found.region(), found.disks(), clock.instant())));
  }

  private static Found found(ClusterState state, TargetCopy target) {
    if (!(target.state() instanceof TargetState.Creating)) {
      throw ApiException.conflict(
          "jobId: the import does not take blocks now, only while CREATING");
    }
    return new Found(
        target.region(), target.snapshots().stream().map(id -> disk(state, id)).toList());
  }

  private static TransferOffers.Upload disk(ClusterState state, SnapshotId id) {
    Snapshot snapshot =
        state
            .find(Snapshot.class, Snapshot.KIND + id)
            .orElseThrow(() -> new IllegalStateException("a target's snapshot is missing"));
    return new TransferOffers.Upload(
        snapshot.geometry(),
        snapshot
            .prepared()
            .orElseThrow(() -> ApiException.conflict("jobId: the import is not prepared yet")),
        List.copyOf(state.segments().of(id).keySet()));
  }

  private CompletionStage<Answer> complete(Call call) {
    CopyJobId id = call.id(ID, CopyJobId::new);
    CompleteBody body = call.body(CompleteBody.class);
    return commands.send(call, new CompleteImport(id, body.disks()), subject -> Answer.empty());
  }

  private static TargetCopy target(ClusterState state, AccountId account, CopyJobId id) {
    return JobReader.find(state, account, id)
        .filter(job -> job.kind() == CopyJob.Kind.IMPORT)
        .flatMap(job -> JobReader.targets(state, job).stream().findFirst())
        .orElseThrow(() -> ApiException.notFound(ID, id));
  }
}
