package io.sealift.coordinator.job;

import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.catalog.ExportImageRules;
import io.sealift.coordinator.catalog.ImportImageRules;
import io.sealift.coordinator.catalog.ImportImageRules.ImportOrder;
import io.sealift.coordinator.catalog.ServiceException;
import io.sealift.coordinator.command.FileCommand;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.ImportSource;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.IdSource;
import io.sealift.copy.RequestToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Carries out what the rules of imports from files and exports to files allow. */
final class FileDecider {
  private final Changes changes;
  private final CatalogPolicy policy;
  private final Submission submission;
  private final TargetLifecycle lifecycle;
  private final IdSource ids;
  private final Instant now;

  FileDecider(
      Changes changes,
      CatalogPolicy policy,
      Submission submission,
      TargetLifecycle lifecycle,
      IdSource ids,
      Instant now) {
    this.changes = changes;
    this.policy = policy;
    this.submission = submission;
    this.lifecycle = lifecycle;
    this.ids = ids;
    this.now = now;
  }

  String decide(AccountId account, FileCommand command) throws RefusedException {
    try {
      if (command instanceof FileCommand.ImportImage wanted) {
        return importImage(account, wanted);
      } else if (command instanceof FileCommand.ExportImage wanted) {
        return export(account, wanted);
      }
      return cancel(account, (FileCommand.CancelTask) command);
    } catch (ServiceException e) {
      throw RefusedException.documented(e);
    }
  }

  private ClusterState state() {
    return changes.state();
  }

  private String importImage(AccountId account, FileCommand.ImportImage wanted)
      throws ServiceException, RefusedException {
    RequestToken token = Tokens.of(wanted.request().token(), 400);
    String fingerprint = Submission.fingerprint(wanted.request());
    Optional<CopyJob> known =
        ClientTokenUse.FILES_OR_STACK.known(submission, account, token, fingerprint);
    if (known.isPresent()) {
      return known.get().jobId().value();
    }
    ImportOrder order =
        ImportImageRules.check(state(), policy, account, wanted.request(), wanted.found());
    CopyJob job = submission.importFiles(account, token, order, fingerprint);
    changes.put(new ImportSource(job.jobId(), wanted.found()));
    TargetCopy target =
        state()
            .find(TargetCopy.class, TargetCopy.KIND + new TargetId(job.jobId(), order.region()))
            .orElseThrow();
    changes.put(
        new ImageProfile(
            target.imageId().orElseThrow(),
            ImageProfile.Standing.CURRENT,
            wanted.request().traits(),
            List.of()));
    return job.jobId().value();
  }

  private String export(AccountId account, FileCommand.ExportImage wanted) throws ServiceException {
    Operation.Export export = ExportImageRules.check(state(), policy, account, wanted.request());
    Operation operation =
        Operation.begun(
                new CopyJobId(CopyJobId.PREFIX + ids.next()),
                account,
                policy.region(wanted.request().region()).orElseThrow(),
                export,
                now)
            .causedBy(changes.cause());
    changes.put(operation);
    return operation.operationId().value();
  }

  /** Whoever ends first wins: a task that is done is not said to be cancelled. */
  private String cancel(AccountId account, FileCommand.CancelTask cancel) throws ServiceException {
    Optional<TargetCopy> target =
        state()
            .find(CopyJob.class, CopyJob.KIND + cancel.taskId())
            .filter(job -> job.kind() == CopyJob.Kind.IMPORT && job.account().equals(account))
            .flatMap(job -> target(job, cancel.region()));
    if (target.isPresent()) {
      if (target.get().state().isEnd()) {
        throw over();
      }
      lifecycle.cancel(target.get());
      return cancel.taskId();
    }
    Operation operation =
        state()
            .find(Operation.class, Operation.KIND + cancel.taskId())
            .filter(found -> found.account().equals(account))
            .filter(found -> found.region().value().equals(cancel.region()))
            .filter(found -> found.kind() instanceof Operation.Export)
            .orElseThrow(
                () ->
                    new ServiceException(
                        400, "InvalidTaskId.NotFound", "The specified TaskId does not exist."));
    if (operation.state() != Operation.State.RUNNING) {
      throw over();
    }
    changes.put(operation.cancelled(now));
    TargetId id = new TargetId(operation.operationId(), operation.region());
    for (CopyTask task : List.copyOf(state().work().tasksOf(id))) {
      changes.remove(task.key());
    }
    changes.direct(operation.operationId());
    return cancel.taskId();
  }

  private Optional<TargetCopy> target(CopyJob job, String region) {
    return job.targets().stream()
        .filter(candidate -> candidate.value().equals(region))
        .map(candidate -> TargetCopy.KIND + new TargetId(job.jobId(), candidate))
        .flatMap(key -> state().find(TargetCopy.class, key).stream())
        .findFirst();
  }

  private static ServiceException over() {
    return new ServiceException(
        403,
        "InvalidTaskId.IncorrectTaskStatus",
        "The current status of the task does not support this operation.");
  }
}
