package io.sealift.coordinator.job;

import io.sealift.coordinator.catalog.AccountChanges;
import io.sealift.coordinator.catalog.AliasChanges;
import io.sealift.coordinator.catalog.CatalogChange;
import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.catalog.CopyImageRules;
import io.sealift.coordinator.catalog.CopyOrder;
import io.sealift.coordinator.catalog.CopySnapshotRules;
import io.sealift.coordinator.catalog.CreateImageRules;
import io.sealift.coordinator.catalog.CreateSnapshotRules;
import io.sealift.coordinator.catalog.Endings;
import io.sealift.coordinator.catalog.ImageChanges;
import io.sealift.coordinator.catalog.ImageSharing;
import io.sealift.coordinator.catalog.ServiceException;
import io.sealift.coordinator.catalog.TagChanges;
import io.sealift.coordinator.command.AccountCommand;
import io.sealift.coordinator.command.CatalogCommand;
import io.sealift.coordinator.command.CatalogCommand.CopyImageRequest;
import io.sealift.coordinator.command.CatalogCommand.CopySnapshotRequest;
import io.sealift.coordinator.command.CatalogCommand.CreateImageRequest;
import io.sealift.coordinator.command.CatalogCommand.CreateSnapshotRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.SnapshotProfile;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import io.sealift.copy.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Carries out what the rules of the ECS and KMS interfaces allow. */
final class CatalogDecider {
  private final Changes changes;
  private final CatalogPolicy policy;
  private final Submission submission;
  private final ImageCopies copies;
  private final TargetLifecycle lifecycle;
  private final Instant now;

  CatalogDecider(
      Changes changes,
      Policy policy,
      Submission submission,
      TargetLifecycle lifecycle,
      Instant now) {
    this.changes = changes;
    this.policy = policy.catalog();
    this.submission = submission;
    this.copies = new ImageCopies(changes, submission);
    this.lifecycle = lifecycle;
    this.now = now;
  }

  /** The subject; a refusal bears its documented error. */
  String decide(AccountId account, CatalogCommand command) throws RefusedException {
    try {
      return carryOut(account, command);
    } catch (ServiceException e) {
      throw RefusedException.documented(e);
    }
  }

  /** The same for accounts. */
  String decide(AccountId caller, AccountCommand command) throws RefusedException {
    try {
      return apply(change(caller, command));
    } catch (ServiceException e) {
      throw RefusedException.documented(e);
    }
  }

  private CatalogChange change(AccountId caller, AccountCommand command) throws ServiceException {
    if (command instanceof AccountCommand.CreateAccount create) {
      return AccountChanges.create(state(), caller, create, now);
    } else if (command instanceof AccountCommand.AddAccessKey add) {
      return AccountChanges.addKey(state(), caller, add);
    } else if (command instanceof AccountCommand.ChangeAccessKey change) {
      return AccountChanges.changeKey(state(), caller, change);
    } else if (command instanceof AccountCommand.CreateGroup create) {
      return AccountChanges.createGroup(state(), caller, create, now);
    }
    return AccountChanges.deleteGroup(state(), caller, (AccountCommand.DeleteGroup) command);
  }

  private ClusterState state() {
    return changes.state();
  }

  private String carryOut(AccountId account, CatalogCommand command)
      throws ServiceException, RefusedException {
    if (command instanceof CatalogCommand.CopyImage copy) {
      return copyImage(account, copy.request());
    } else if (command instanceof CatalogCommand.CopySnapshot copy) {
      return copySnapshot(account, copy.request());
    } else if (command instanceof CatalogCommand.CreateSnapshot create) {
      return createSnapshot(account, create.request());
    } else if (command instanceof CatalogCommand.CreateImage create) {
      return createImage(account, create.request());
    } else if (command instanceof CatalogCommand.CancelCopy cancel) {
      Image image = Endings.cancelled(state(), policy, account, cancel);
      lifecycle.cancel(target(image.jobId(), image.region()));
      return image.imageId().value();
    } else if (command instanceof CatalogCommand.RemoveImage remove) {
      Image image = Endings.removed(state(), account, remove);
      lifecycle.forget(image.imageId());
      return image.imageId().value();
    } else if (command instanceof CatalogCommand.RemoveSnapshot remove) {
      return removeSnapshot(account, remove);
    } else if (command instanceof CatalogCommand.ModifyImage modify) {
      return apply(ImageChanges.modify(state(), account, modify.change()));
    } else if (command instanceof CatalogCommand.ShareImage share) {
      return apply(ImageSharing.share(state(), policy, account, share, now));
    } else if (command instanceof CatalogCommand.ChangeTags tags) {
      return apply(TagChanges.change(state(), account, tags));
    } else if (command instanceof CatalogCommand.JoinGroup join) {
      return apply(TagChanges.join(state(), account, join));
    } else if (command instanceof CatalogCommand.PutAlias put) {
      return apply(AliasChanges.put(state(), account, put));
    } else if (command instanceof CatalogCommand.DeleteAlias delete) {
      return apply(AliasChanges.delete(state(), account, delete));
    }
    throw new IllegalStateException("no such command: " + command.getClass().getSimpleName());
  }

  private String apply(CatalogChange change) {
    change.put().forEach(changes::put);
    change.removed().forEach(changes::remove);
    return change.subject();
  }

  private String copyImage(AccountId account, CopyImageRequest request)
      throws ServiceException, RefusedException {
    RequestToken token = Tokens.of(request.token(), 400);
    String fingerprint = Submission.fingerprint(request);
    Optional<CopyJob> known = ClientTokenUse.COPY.known(submission, account, token, fingerprint);
    if (known.isPresent()) {
      return onlyTarget(known.get()).imageId().orElseThrow().value();
    }
    CopyOrder order = CopyImageRules.check(state(), policy, account, request);
    CopyJob job = copies.start(account, List.of(order), token, fingerprint);
    return onlyTarget(job).imageId().orElseThrow().value();
  }

  private String copySnapshot(AccountId account, CopySnapshotRequest request)
      throws ServiceException, RefusedException {
    RequestToken token = Tokens.of(request.token(), 400);
    String fingerprint = Submission.fingerprint(request);
    Optional<CopyJob> known = ClientTokenUse.COPY.known(submission, account, token, fingerprint);
    if (known.isPresent()) {
      return onlyTarget(known.get()).snapshots().get(0).value();
    }
    CopyOrder order = CopySnapshotRules.check(state(), policy, account, request);
    CopyJob job = copies.start(account, List.of(order), token, fingerprint);
    SnapshotId copy = onlyTarget(job).snapshots().get(0);
    changes.put(snapshot(copy).named(request.name()));
    changes.put(
        new SnapshotProfile(
            copy,
            Optional.of(request.description()),
            Optional.empty(),
            request.tags(),
            request.retentionDays()));
    return copy.value();
  }

  private String createImage(AccountId account, CreateImageRequest request)
      throws ServiceException, RefusedException {
    RequestToken token = Tokens.of(request.token(), 400);
    String fingerprint = Submission.fingerprint(request);
    if (ClientTokenUse.IMAGE.accepted(submission, account, token, fingerprint).isPresent()) {
      return CreateImageRules.idOf(account, request.token()).value();
    }
    String imageId = apply(CreateImageRules.create(state(), policy, account, request, now));
    Snapshot system = snapshot(new SnapshotId(request.snapshots().get(0)));
    submission.remember(account, token, system.jobId(), fingerprint);
    return imageId;
  }

  private String createSnapshot(AccountId account, CreateSnapshotRequest request)
      throws ServiceException, RefusedException {
    RequestToken token = Tokens.of(request.token(), 403);
    String fingerprint = Submission.fingerprint(request);
    Optional<CopyJob> known =
        ClientTokenUse.SNAPSHOT.known(submission, account, token, fingerprint);
    if (known.isPresent()) {
      return onlyTarget(known.get()).snapshots().get(0).value();
    }
    CopyOrder order = CreateSnapshotRules.check(state(), account, request);
    CopyJob job = copies.start(account, List.of(order), token, fingerprint);
    SnapshotId made = onlyTarget(job).snapshots().get(0);
    changes.put(snapshot(made).named(request.name().orElse("")));
    changes.put(
        new SnapshotProfile(
            made,
            request.description(),
            request.resourceGroup(),
            request.tags(),
            request.retentionDays()));
    return made.value();
  }

  private String removeSnapshot(AccountId account, CatalogCommand.RemoveSnapshot remove)
      throws ServiceException {
    Snapshot snapshot = Endings.removedSnapshot(state(), account, remove.snapshotId());
    Optional<TargetCopy> making = state().work().openTargetOf(snapshot.snapshotId());
    if (making.isPresent()) {
      lifecycle.cancel(making.get());
    } else {
      lifecycle.discard(snapshot.region(), snapshot.snapshotId());
    }
    return snapshot.snapshotId().value();
  }

  private TargetCopy onlyTarget(CopyJob job) {
    return target(job.jobId(), job.targets().get(0));
  }

  private TargetCopy target(CopyJobId jobId, RegionId region) {
    return state()
        .find(TargetCopy.class, TargetCopy.KIND + new TargetId(jobId, region))
        .orElseThrow();
  }

  private Snapshot snapshot(SnapshotId id) {
    return state().find(Snapshot.class, Snapshot.KIND + id).orElseThrow();
  }
}
