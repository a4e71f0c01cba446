package io.sealift.coordinator.job;

import io.sealift.coordinator.command.AccountCommand;
import io.sealift.coordinator.command.CatalogCommand;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.command.FileCommand;
import io.sealift.coordinator.command.StackCommand;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImportSource;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.IdSource;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.SourceSnapshot;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Decides a command of an API: whatever happens, its outcome is journaled, and a refused one
 * changes nothing else.
 */
final class CommandDecider {
  private final Changes changes;
  private final Policy policy;
  private final IdSource ids;
  private final Instant now;
  private final TargetLifecycle lifecycle;

  CommandDecider(Changes changes, Policy policy, IdSource ids, Instant now) {
    this.changes = changes;
    this.policy = policy;
    this.ids = ids;
    this.now = now;
    this.lifecycle = new TargetLifecycle(changes, ids, now);
  }

  void decide(CommandMessage message) {
    if (state().find(CommandOutcome.key(message.commandId())).isPresent()) {
      return; // Read again after a crash between the journal and the consumer's offset.
    }
    Optional<String> subject = Optional.empty();
    Optional<CommandOutcome.Refusal> refusal = Optional.empty();
    try {
      subject = Optional.of(carryOut(message.account(), message.command()));
    } catch (RefusedException e) {
      refusal = Optional.of(e.refusal());
    }
    changes.put(new CommandOutcome(message.commandId(), subject, refusal, now));
  }

  private String carryOut(AccountId account, Command command) throws RefusedException {
    if (command instanceof Command.SubmitCopy submit) {
      return submission().copy(account, submit.request()).jobId().value();
    } else if (command instanceof Command.SubmitImport submit) {
      return submission().importImage(account, submit.request()).jobId().value();
    } else if (command instanceof Command.CompleteImport complete) {
      return completeImport(account, complete);
    } else if (command instanceof Command.ControlJob control) {
      return new JobControl(changes, lifecycle, submission(), now)
          .control(job(account, control.jobId()), control);
    } else if (command instanceof Command.LimitJob limit) {
      return limit(job(account, limit.jobId()), limit);
    } else if (command instanceof Command.DeleteImage delete) {
      return deleteImage(account, delete);
    } else if (command instanceof Command.DeleteSnapshot delete) {
      return deleteSnapshot(account, delete.snapshotId());
    } else if (command instanceof Command.CreateKey create) {
      return operate(account, keys().create(create));
    } else if (command instanceof Command.ChangeKey change) {
      return operate(account, keys().change(account, change));
    } else if (command instanceof Command.DescribeKey describe) {
      return operate(account, keys().describe(account, describe));
    } else if (command instanceof Command.SetKeyRotation rotation) {
      return operate(account, keys().setRotation(account, rotation));
    } else if (command instanceof Command.VerifyImage verify) {
      return verify(account, verify);
    } else if (command instanceof Command.RebuildRegion rebuild) {
      RegionId region = Rebuilding.allowed(state(), policy.regions(), account, rebuild);
      return operate(account, region, Rebuilding.begun(rebuild));
    } else if (command instanceof CatalogCommand catalog) {
      return new CatalogDecider(changes, policy, submission(), lifecycle, now)
          .decide(account, catalog);
    } else if (command instanceof AccountCommand accounts) {
      return new CatalogDecider(changes, policy, submission(), lifecycle, now)
          .decide(account, accounts);
    } else if (command instanceof FileCommand files) {
      return new FileDecider(changes, policy.catalog(), submission(), lifecycle, ids, now)
          .decide(account, files);
    } else if (command instanceof StackCommand stack) {
      return new StackDecider(changes, policy, submission(), lifecycle, now).decide(account, stack);
    }
    throw new IllegalStateException("no such command: " + command.getClass().getSimpleName());
  }

  private ClusterState state() {
    return changes.state();
  }

  private KeyCommands keys() {
    return new KeyCommands(state(), policy.regions(), ids);
  }

  private Submission submission() {
    return new Submission(changes, policy, ids, now);
  }

  private CopyJob job(AccountId account, CopyJobId jobId) throws RefusedException {
    return state()
        .find(CopyJob.class, CopyJob.KIND + jobId)
        .filter(job -> job.account().equals(account))
        .orElseThrow(() -> RefusedException.notFound("jobId: no such job"));
  }

  private Image image(AccountId account, String imageId) throws RefusedException {
    return state()
        .find(Image.class, Image.KIND + imageId)
        .filter(image -> image.account().equals(account))
        .orElseThrow(() -> RefusedException.notFound("imageId: no such image"));
  }

  private String completeImport(AccountId account, Command.CompleteImport complete)
      throws RefusedException {
    CopyJob job = job(account, complete.jobId());
    TargetCopy target =
        state()
            .find(
                TargetCopy.class, TargetCopy.KIND + new TargetId(job.jobId(), job.targets().get(0)))
            .orElseThrow();
    if (state().find(ImportSource.KIND + job.jobId()).isPresent()) {
      throw RefusedException.conflict(
          "jobId: job " + job.jobId() + " is read from files and ends by itself");
    }
    if (target.mode() != CopyMode.IMPORTED) {
      throw RefusedException.conflict("jobId: job " + job.jobId() + " is not an import");
    }
    TargetState current = target.state();
    if (current instanceof TargetState.Committing || current instanceof TargetState.Available) {
      return job.jobId().value();
    }
    if (!(current instanceof TargetState.Creating)) {
      throw RefusedException.conflict("jobId: the import does not take uploads now");
    }
    List<SnapshotId> named =
        complete.disks().stream().map(Command.UploadedDisk::snapshotId).toList();
    if (!named.equals(target.snapshots())) {
      throw RefusedException.invalid("disks: must name the import's snapshots in order");
    }
    for (Command.UploadedDisk disk : complete.disks()) {
      Collection<Integer> sealed = state().segments().of(disk.snapshotId()).keySet();
      List<Integer> wanted = disk.dataSegments().stream().sorted().distinct().toList();
      if (!List.copyOf(sealed).equals(wanted)) {
        throw RefusedException.conflict(
            "disks: %d segments of snapshot %s are sealed, %d were named, and they must be the same"
                .formatted(sealed.size(), disk.snapshotId(), wanted.size()));
      }
    }
    lifecycle.commit(target);
    return job.jobId().value();
  }

  private String limit(CopyJob job, Command.LimitJob limit) throws RefusedException {
    Optional<Long> rate = job.maxBytesPerSecond();
    if (limit.maxBytesPerSecond().isPresent()) {
      long wanted = limit.maxBytesPerSecond().get();
      rate = wanted == 0 ? Optional.empty() : FieldRules.rate(limit.maxBytesPerSecond());
    }
    if (job.state() != CopyJob.State.RUNNING) {
      throw RefusedException.conflict("jobId: job %s has ended".formatted(job.jobId()));
    }
    changes.put(job.withLimits(FieldRules.priority(limit.priority(), job.priority()), rate));
    changes.direct(job.jobId());
    return job.jobId().value();
  }

  private String deleteImage(AccountId account, Command.DeleteImage delete)
      throws RefusedException {
    Image image = image(account, delete.imageId().value());
    if (image.status() == Image.Status.WAITING || image.status() == Image.Status.CREATING) {
      throw RefusedException.conflict(
          "imageId: image %s is still being made; cancel job %s instead"
              .formatted(image.imageId(), image.jobId()));
    }
    boolean exported =
        state().work().runningExports().stream()
            .map(Operation::kind)
            .anyMatch(
                kind ->
                    kind instanceof Operation.Export export
                        && export.imageId().equals(image.imageId()));
    if (exported) {
      throw RefusedException.conflict("imageId: image %s is exported".formatted(image.imageId()));
    }
    if (delete.snapshots() == Command.Retention.DELETE) {
      for (SnapshotId snapshot : image.snapshots()) {
        requireNotCopied("imageId", snapshot);
      }
      image.snapshots().stream()
          .filter(id -> state().find(Snapshot.KIND + id).isPresent())
          .filter(id -> !isOfAnother(image, id))
          .forEach(id -> lifecycle.discard(image.region(), id));
    }
    lifecycle.forget(image.imageId());
    return image.imageId().value();
  }

  /** Whether another image is made of the snapshot, too. */
  private boolean isOfAnother(Image image, SnapshotId snapshotId) {
    return state().images().madeOf(snapshotId).stream()
        .anyMatch(other -> !other.equals(image.imageId()));
  }

  private String deleteSnapshot(AccountId account, SnapshotId snapshotId) throws RefusedException {
    Snapshot snapshot =
        state()
            .find(Snapshot.class, Snapshot.KIND + snapshotId)
            .filter(found -> found.account().equals(account))
            .orElseThrow(() -> RefusedException.notFound("snapshotId: no such snapshot"));
    if (snapshot.status() != Snapshot.Status.AVAILABLE) {
      throw RefusedException.conflict(
          "snapshotId: still being made; cancel job %s instead".formatted(snapshot.jobId()));
    }
    Optional<ImageId> user = state().images().madeOf(snapshotId).stream().findFirst();
    if (user.isPresent()) {
      throw RefusedException.conflict("snapshotId: image " + user.get() + " needs it");
    }
    requireNotCopied("snapshotId", snapshotId);
    lifecycle.discard(snapshot.region(), snapshotId);
    return snapshotId.value();
  }

  /** A source cannot vanish under a running copy. */
  private void requireNotCopied(String field, SnapshotId snapshotId) throws RefusedException {
    for (TargetCopy target : state().work().openTargets()) {
      for (SnapshotId copy : target.snapshots()) {
        Optional<SourceSnapshot> source =
            state().find(Snapshot.class, Snapshot.KIND + copy).flatMap(Snapshot::source);
        if (source.isPresent() && source.get().snapshotId().equals(snapshotId)) {
          throw RefusedException.conflict(
              "%s: job %s is copying from it".formatted(field, target.jobId()));
        }
      }
    }
  }

  private String verify(AccountId account, Command.VerifyImage verify) throws RefusedException {
    Image image = image(account, verify.imageId().value());
    if (image.status() != Image.Status.AVAILABLE) {
      throw RefusedException.conflict(
          "imageId: image %s is not available".formatted(image.imageId()));
    }
    return operate(
        account, image.region(), new Operation.Verification(image.imageId(), image.snapshots()));
  }

  private String operate(AccountId account, KeyCommands.Wanted wanted) {
    return operate(account, wanted.region(), wanted.change());
  }

  private String operate(AccountId account, RegionId region, Operation.Kind kind) {
    Operation operation =
        Operation.begun(new CopyJobId(CopyJobId.PREFIX + ids.next()), account, region, kind, now)
            .causedBy(changes.cause());
    changes.put(operation);
    lifecycle.start(new TargetId(operation.operationId(), region), new CopyTask.Operate());
    return operation.operationId().value();
  }
}
