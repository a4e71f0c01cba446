package io.sealift.coordinator.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sealift.coordinator.catalog.ImportImageRules.ImportOrder;
import io.sealift.coordinator.command.ImportRequest;
import io.sealift.coordinator.state.AcceptedRequest;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.IdSource;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.StrictJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns requests into jobs: one job per request token. */
final class Submission {
  private static final int MAX_DISKS = 17;
  private final Changes changes;
  private final Policy policy;
  private final IdSource ids;
  private final Instant now;
  private final JobEvents events;

  Submission(Changes changes, Policy policy, IdSource ids, Instant now) {
    this.changes = changes;
    this.policy = policy;
    this.ids = ids;
    this.now = now;
    this.events = new JobEvents(ids);
  }

  /** The job of a copy request; the same one when the token was used before. */
  CopyJob copy(AccountId account, CopyRequest request) throws RefusedException {
    RequestToken token = FieldRules.token(request.requestToken());
    String fingerprint = fingerprint(request);
    Optional<CopyJob> known = known(account, token, fingerprint);
    if (known.isPresent()) {
      return known.get();
    }
    if (request.dryRun().orElse(false)) {
      throw RefusedException.invalid("dryRun: is answered over HTTP only");
    }
    return copy(
        account, CopyAdmission.check(changes.state(), policy, account, request), fingerprint);
  }

  /** A new job of a plan that was found to be in order. */
  CopyJob copy(AccountId account, CopyPlan plan, String fingerprint) {
    CopyJob job =
        new CopyJob(
            newJobId(),
            account,
            plan.sourceImage().isPresent() ? CopyJob.Kind.COPY : CopyJob.Kind.SNAPSHOT_COPY,
            CopyJob.State.RUNNING,
            plan.token(),
            Optional.of(plan.sourceRegion()),
            plan.sourceImage().map(Image::imageId),
            plan.sourceSnapshots().stream().map(Snapshot::snapshotId).toList(),
            plan.targets().stream().map(CopyPlan.Target::region).toList(),
            plan.priority(),
            plan.maxBytesPerSecond(),
            now,
            Optional.empty(),
            changes.cause());
    accept(job, fingerprint);
    for (CopyPlan.Target target : plan.targets()) {
      addTarget(job, plan, target);
    }
    if (job.maxBytesPerSecond().isPresent()) {
      // Agents run what they have no orders for without a limit.
      changes.direct(job.jobId());
    }
    return job;
  }

  private void addTarget(CopyJob job, CopyPlan plan, CopyPlan.Target wanted) {
    List<SnapshotId> snapshots =
        addSnapshots(job, plan.sourceSnapshots(), wanted.region(), wanted.keyReference());
    Optional<ImageId> imageId = plan.sourceImage().map(image -> newImageId());
    imageId.ifPresent(
        id ->
            changes.put(
                new Image(
                    id,
                    wanted.region(),
                    job.account(),
                    wanted.attributes(),
                    Image.Status.WAITING,
                    wanted.keyReference(),
                    snapshots,
                    job.jobId(),
                    plan.sourceImage().map(s -> new Image.Source(s.region(), s.imageId())),
                    now)));
    changes.put(
        new TargetCopy(
            job.jobId(),
            wanted.region(),
            job.account(),
            wanted.mode(),
            wanted.keyReference(),
            imageId,
            snapshots,
            new TargetState.Waiting(now),
            plan.bytes(),
            0,
            1,
            now));
  }

  /** New target snapshots for these sources, without data keys yet. */
  List<SnapshotId> addSnapshots(
      CopyJob job, List<Snapshot> sources, RegionId region, KeyReference keyReference) {
    List<SnapshotId> made = new ArrayList<>();
    for (Snapshot source : sources) {
      Snapshot snapshot =
          new Snapshot(
              new SnapshotId(SnapshotId.PREFIX + ids.next()),
              region,
              job.account(),
              source.name(),
              source.geometry(),
              keyReference,
              Snapshot.Status.CREATING,
              job.jobId(),
              Optional.of(
                  new SourceSnapshot(
                      source.region(),
                      source.snapshotId(),
                      source.prepared().orElseThrow().sealId())),
              Optional.empty(),
              0,
              now);
      changes.put(snapshot);
      made.add(snapshot.snapshotId());
    }
    return made;
  }

  /** The job of an import request; the same one when the token was used before. */
  CopyJob importImage(AccountId account, ImportRequest request) throws RefusedException {
    RequestToken token = FieldRules.token(request.requestToken());
    String fingerprint = fingerprint(request);
    Optional<CopyJob> known = known(account, token, fingerprint);
    if (known.isPresent()) {
      return known.get();
    }
    RegionId region = FieldRules.region("region", request.region(), policy.regions());
    CopyAdmission.requireRoom(changes.state(), policy, account, "region", region);
    List<SnapshotGeometry> geometries = geometries(request.disks());
    Image.Attributes attributes =
        new Image.Attributes(
            FieldRules.name("name", request.name()),
            FieldRules.description("description", request.description()),
            FieldRules.resourceGroup("resourceGroup", request.resourceGroup()),
            FieldRules.tags("tags", request.tags().orElse(Map.of())));
    KeyReference key = importKey(account, request, region);
    CopyJob job = acceptImport(account, token, region, fingerprint);
    addImport(job, region, attributes, key, geometries);
    return job;
  }

  /** A new job that reads an image from files, as the ECS interface wants it. */
  CopyJob importFiles(
      AccountId account, RequestToken token, ImportOrder order, String fingerprint) {
    CopyJob job = acceptImport(account, token, order.region(), fingerprint);
    addImport(job, order.region(), order.attributes(), KeyReference.STORAGE, order.geometries());
    return job;
  }

  private CopyJob acceptImport(
      AccountId account, RequestToken token, RegionId region, String fingerprint) {
    CopyJob job =
        new CopyJob(
            newJobId(),
            account,
            CopyJob.Kind.IMPORT,
            CopyJob.State.RUNNING,
            token,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(region),
            5,
            Optional.empty(),
            now,
            Optional.empty(),
            changes.cause());
    accept(job, fingerprint);
    return job;
  }

  private void addImport(
      CopyJob job,
      RegionId region,
      Image.Attributes attributes,
      KeyReference key,
      List<SnapshotGeometry> geometries) {
    List<SnapshotId> snapshots = new ArrayList<>();
    for (SnapshotGeometry geometry : geometries) {
      SnapshotId id = new SnapshotId(SnapshotId.PREFIX + ids.next());
      snapshots.add(id);
      changes.put(
          new Snapshot(
              id,
              region,
              job.account(),
              attributes.name(),
              geometry,
              key,
              Snapshot.Status.CREATING,
              job.jobId(),
              Optional.empty(),
              Optional.empty(),
              0,
              now));
    }
    ImageId imageId = newImageId();
    changes.put(
        new Image(
            imageId,
            region,
            job.account(),
            attributes,
            Image.Status.WAITING,
            key,
            snapshots,
            job.jobId(),
            Optional.empty(),
            now));
    changes.put(
        new TargetCopy(
            job.jobId(),
            region,
            job.account(),
            CopyMode.IMPORTED,
            key,
            Optional.of(imageId),
            snapshots,
            new TargetState.Waiting(now),
            geometries.stream().mapToLong(SnapshotGeometry::sizeBytes).sum(),
            0,
            1,
            now));
  }

  private KeyReference importKey(AccountId account, ImportRequest request, RegionId region)
      throws RefusedException {
    if (request.encrypt().orElse(false)) {
      return CopyAdmission.importKey(changes.state(), policy, account, region, request.keyId());
    }
    if (request.keyId().isPresent()) {
      throw RefusedException.invalid("keyId: needs encrypt to be true");
    }
    return KeyReference.STORAGE;
  }

  private static List<SnapshotGeometry> geometries(List<ImportRequest.Disk> disks)
      throws RefusedException {
    if (disks.isEmpty() || disks.size() > MAX_DISKS) {
      throw RefusedException.invalid("disks: must be 1 to 17, not " + disks.size());
    }
    List<SnapshotGeometry> geometries = new ArrayList<>();
    for (int i = 0; i < disks.size(); i++) {
      try {
        geometries.add(SnapshotGeometry.ofSize(disks.get(i).sizeBytes()));
      } catch (IllegalArgumentException e) {
        throw RefusedException.invalid("disks[%d].sizeBytes: %s".formatted(i, e.getMessage()));
      }
    }
    return geometries;
  }

  Optional<CopyJob> known(AccountId account, RequestToken token, String fingerprint)
      throws RefusedException {
    return accepted(account, token, fingerprint).flatMap(this::job);
  }

  /** The job that an accepted request is of, while it is known. */
  Optional<CopyJob> job(AcceptedRequest request) {
    return changes.state().find(CopyJob.class, CopyJob.KIND + request.jobId());
  }

  /** The request that the token was used for, which must be the same. */
  Optional<AcceptedRequest> accepted(AccountId account, RequestToken token, String fingerprint)
      throws RefusedException {
    Optional<AcceptedRequest> before =
        changes.state().find(AcceptedRequest.class, AcceptedRequest.key(account, token));
    if (before.isPresent() && !before.get().fingerprint().equals(fingerprint)) {
      throw new RefusedException(
          CommandOutcome.Code.TOKEN_REUSED,
          "requestToken: was used with other parameters for job " + before.get().jobId());
    }
    return before;
  }

  private void accept(CopyJob job, String fingerprint) {
    changes.put(job);
    remember(job.account(), job.requestToken(), job.jobId(), fingerprint);
    changes.tell(events.accepted(job, now));
  }

  /** Keeps for a while that the request was accepted. */
  void remember(AccountId account, RequestToken token, CopyJobId jobId, String fingerprint) {
    changes.put(new AcceptedRequest(account, token, jobId, fingerprint, now));
  }

  private CopyJobId newJobId() {
    return new CopyJobId(CopyJobId.PREFIX + ids.next());
  }

  private ImageId newImageId() {
    return new ImageId(ImageId.PREFIX + ids.next());
  }

  /** SHA-256 over the request as JSON with sorted maps. */
  static String fingerprint(Object request) {
    try {
      byte[] json =
          StrictJson.mapper()
              .writer()
              .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
              .writeValueAsBytes(request);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot take the fingerprint of a request", e);
    }
  }
}
