package io.sealift.coordinator.job;

import io.sealift.coordinator.catalog.CopyOrder;
import io.sealift.coordinator.catalog.Endings;
import io.sealift.coordinator.catalog.ServiceException;
import io.sealift.coordinator.catalog.StackRules;
import io.sealift.coordinator.command.CatalogCommand.RemoveImage;
import io.sealift.coordinator.command.StackCommand;
import io.sealift.coordinator.command.StackCommand.Kept;
import io.sealift.coordinator.command.StackCommand.StackRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Stack;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.copy.AccountId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RequestToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Carries out what the rules of stacks allow. */
final class StackDecider {
  private final Changes changes;
  private final Policy policy;
  private final Submission submission;
  private final TargetLifecycle lifecycle;
  private final ImageCopies copies;
  private final Instant now;

  StackDecider(
      Changes changes,
      Policy policy,
      Submission submission,
      TargetLifecycle lifecycle,
      Instant now) {
    this.changes = changes;
    this.policy = policy;
    this.submission = submission;
    this.lifecycle = lifecycle;
    this.copies = new ImageCopies(changes, submission);
    this.now = now;
  }

  String decide(AccountId account, StackCommand command) throws RefusedException {
    try {
      return command instanceof StackCommand.CreateStack create
          ? create(account, create.request())
          : delete(account, (StackCommand.DeleteStack) command);
    } catch (ServiceException e) {
      throw RefusedException.documented(e);
    }
  }

  private ClusterState state() {
    return changes.state();
  }

  private String create(AccountId account, StackRequest request)
      throws ServiceException, RefusedException {
    RequestToken token = Tokens.of(request.token(), 400);
    String fingerprint = Submission.fingerprint(request);
    Optional<CopyJob> known =
        ClientTokenUse.FILES_OR_STACK.known(submission, account, token, fingerprint);
    if (known.isPresent()) {
      return StackRules.idOf(known.get().jobId());
    }
    List<CopyOrder> orders =
        StackRules.check(state(), policy.catalog(), policy.maxTargets(), account, request);
    CopyJob job = copies.start(account, orders, token, fingerprint);
    Stack stack =
        new Stack(
            StackRules.idOf(job.jobId()),
            account,
            policy.catalog().region(request.region()).orElseThrow(),
            request.name(),
            job.jobId(),
            request.stackTags(),
            request.timeoutMinutes(),
            now);
    changes.put(stack);
    return stack.stackId();
  }

  private String delete(AccountId account, StackCommand.DeleteStack delete)
      throws ServiceException {
    Stack stack = StackRules.stack(state(), account, delete.region(), delete.stackId());
    CopyJob job = state().find(CopyJob.class, CopyJob.KIND + stack.jobId()).orElseThrow();
    List<TargetCopy> targets =
        job.targets().stream().map(region -> copies.target(job, region)).toList();
    List<ImageId> finished = delete.images() == Kept.ALL ? List.of() : finished(account, targets);
    targets.stream().filter(target -> !target.state().isEnd()).forEach(lifecycle::cancel);
    finished.forEach(lifecycle::forget);
    changes.remove(stack.key());
    return stack.stackId();
  }

  /** The images that would be removed; refused when one of them may not be, before any is. */
  private List<ImageId> finished(AccountId account, List<TargetCopy> targets)
      throws ServiceException {
    List<ImageId> found = new ArrayList<>();
    for (TargetCopy target : targets) {
      Optional<Image> image =
          target
              .imageId()
              .filter(id -> target.state().isEnd())
              .flatMap(id -> state().find(Image.class, Image.KIND + id));
      if (image.isPresent()) {
        RemoveImage remove =
            new RemoveImage(target.region().value(), image.get().imageId().value());
        found.add(Endings.removed(state(), account, remove).imageId());
      }
    }
    return found;
  }

  /** Lets stacks go whose images are all there for a while, and ends those that take too long. */
  void expire() {
    for (Stack stack : List.copyOf(state().all(Stack.class, Stack.KIND))) {
      CopyJob job = state().find(CopyJob.class, CopyJob.KIND + stack.jobId()).orElseThrow();
      boolean done =
          job.state() == CopyJob.State.SUCCEEDED
              && job.finishedAt()
                  .filter(at -> at.plus(policy.stackRetention()).isBefore(now))
                  .isPresent();
      if (done) {
        changes.remove(stack.key());
      } else if (job.state() == CopyJob.State.RUNNING && isOverdue(stack)) {
        job.targets().stream()
            .map(region -> copies.target(job, region))
            .filter(target -> !target.state().isEnd())
            .forEach(lifecycle::cancel);
      }
    }
  }

  private boolean isOverdue(Stack stack) {
    return stack
        .timeoutMinutes()
        .filter(minutes -> stack.createdAt().plusSeconds(60L * minutes).isBefore(now))
        .isPresent();
  }
}
