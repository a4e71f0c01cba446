package io.sealift.coordinator.job;

import io.sealift.coordinator.catalog.CopyOrder;
import io.sealift.coordinator.catalog.Endings;
import io.sealift.coordinator.catalog.ServiceException;
import io.sealift.coordinator.catalog.StackRules;
import io.sealift.coordinator.command.CatalogCommand.RemoveImage;
import io.sealift.coordinator.command.StackCommand;
import io.sealift.coordinator.command.StackCommand.Kept;
import io.sealift.coordinator.command.StackCommand.OnFailure;
import io.sealift.coordinator.command.StackCommand.StackRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Stack;
import io.sealift.coordinator.state.Stack.Rollback;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
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
            request.stackGroup(),
            request.timeoutMinutes(),
            request.onFailure() == OnFailure.ROLL_BACK
                ? Optional.of(Rollback.ON_FAILURE)
                : Optional.empty(),
            now);
    changes.put(stack);
    return stack.stackId();
  }

  private String delete(AccountId account, StackCommand.DeleteStack delete)
      throws ServiceException {
    Stack stack = StackRules.stack(state(), account, delete.region(), delete.stackId());
    List<TargetCopy> targets = targets(stack);
    List<ImageId> finished = delete.images() == Kept.ALL ? List.of() : finished(account, targets);
    end(targets);
    finished.forEach(lifecycle::forget);
    changes.remove(stack.key());
    return stack.stackId();
  }

  private CopyJob job(Stack stack) {
    return state().find(CopyJob.class, CopyJob.KIND + stack.jobId()).orElseThrow();
  }

  private List<TargetCopy> targets(Stack stack) {
    CopyJob job = job(stack);
    return job.targets().stream().map(region -> copies.target(job, region)).toList();
  }

  private void end(List<TargetCopy> targets) {
    targets.stream().filter(target -> !target.state().isEnd()).forEach(lifecycle::cancel);
  }

  /** The images that would be removed; refused when one of them may not be, before any is. */
  private List<ImageId> finished(AccountId account, List<TargetCopy> targets)
      throws ServiceException {
    List<ImageId> found = new ArrayList<>();
    for (TargetCopy target : targets) {
      finished(account, target).ifPresent(found::add);
    }
    return found;
  }

  private Optional<ImageId> finished(AccountId account, TargetCopy target) throws ServiceException {
    Optional<Image> image =
        target
            .imageId()
            .filter(id -> target.state().isEnd())
            .flatMap(id -> state().find(Image.class, Image.KIND + id));
    if (image.isEmpty()) {
      return Optional.empty();
    }
    RemoveImage remove = new RemoveImage(target.region().value(), image.get().imageId().value());
    return Optional.of(Endings.removed(state(), account, remove).imageId());
  }

  /**
   * Lets stacks go whose images are all there for a while, ends those that take too long, and takes
   * back the copies of those of which one failed.
   */
  void expire() {
    for (Stack stack : List.copyOf(state().all(Stack.class, Stack.KIND))) {
      CopyJob job = job(stack);
      boolean done =
          job.state() == CopyJob.State.SUCCEEDED
              && job.finishedAt()
                  .filter(at -> at.plus(policy.stackRetention()).isBefore(now))
                  .isPresent();
      if (done) {
        changes.remove(stack.key());
        continue;
      }
      if (job.state() == CopyJob.State.RUNNING && isOverdue(stack)) {
        end(targets(stack));
      }
      if (stack.rollback().equals(Optional.of(Rollback.ON_FAILURE)) && hasFailed(stack)) {
        rollBack(stack);
      }
    }
  }

  private boolean hasFailed(Stack stack) {
    return targets(stack).stream()
        .map(TargetCopy::state)
        .anyMatch(state -> state.isEnd() && !(state instanceof TargetState.Available));
  }

  /**
   * What is shared, exported or copied from stays, and is never tried again: its users may rely on
   * it by then.
   */
  private void rollBack(Stack stack) {
    end(targets(stack));
    for (TargetCopy target : targets(stack)) {
      removable(stack, target).ifPresent(lifecycle::forget);
    }
    changes.put(stack.rolledBack());
  }

  private Optional<ImageId> removable(Stack stack, TargetCopy target) {
    try {
      return finished(stack.account(), target);
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }

  private boolean isOverdue(Stack stack) {
    return stack
        .timeoutMinutes()
        .filter(minutes -> stack.createdAt().plusSeconds(60L * minutes).isBefore(now))
        .isPresent();
  }
}
