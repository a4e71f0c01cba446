package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.Answer.Event;
import io.sealift.coordinator.api.http.Answer.Position;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Endpoint;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.Command.Action;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.JobJson;
import io.sealift.coordinator.view.JobReader;
import io.sealift.coordinator.view.ListPage;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/jobs}. */
public final class JobsResource {
  private static final String ID = "jobId";

  private record JobsJson(List<JobJson> jobs, int total) {}

  private record AcceptedJson(CopyJobId jobId, List<AcceptedTargetJson> targets) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  private record AcceptedTargetJson(
      RegionId region, Optional<ImageId> imageId, List<SnapshotId> snapshotIds) {}

  private record DryRunJson(boolean dryRun, List<DryRun.PlannedTarget> targets) {}

  private record ControlBody(Optional<RegionId> region) {}

  private record LimitBody(Optional<Long> maxBytesPerSecond, Optional<Integer> priority) {}

  private final ClusterView view;
  private final JobReader jobs;
  private final Commands commands;
  private final DryRun dryRun;
  private final InstantSource clock;

  /** The jobs of a view. */
  public JobsResource(
      ClusterView view, JobReader jobs, Commands commands, DryRun dryRun, InstantSource clock) {
    this.view = view;
    this.jobs = jobs;
    this.commands = commands;
    this.dryRun = dryRun;
    this.clock = clock;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes
        .get("/v1/jobs", this::list, "state", "offset", "limit")
        .post("/v1/jobs", this::submit)
        .get("/v1/jobs/:jobId", this::show)
        .get("/v1/jobs/:jobId/events", this::events)
        .post("/v1/jobs/:jobId/cancel", control(Action.CANCEL))
        .post("/v1/jobs/:jobId/pause", control(Action.PAUSE))
        .post("/v1/jobs/:jobId/resume", control(Action.RESUME))
        .post("/v1/jobs/:jobId/retry", control(Action.RETRY))
        .post("/v1/jobs/:jobId/limit", this::limit);
  }

  private CompletionStage<Answer> list(Call call) {
    Optional<CopyJob.State> wanted = call.query("state", JobsResource::state);
    Instant now = clock.instant();
    ListPage page = ListParameters.page(call);
    ListPage.Part<JobJson> found =
        view.read(state -> jobs.jobs(state, call.account(), wanted, page, now));
    return completedFuture(Answer.ok(new JobsJson(found.shown(), found.total())));
  }

  private static CopyJob.State state(String text) {
    return Arrays.stream(CopyJob.State.values())
        .filter(state -> state.name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of " + Arrays.toString(CopyJob.State.values())));
  }

  private CompletionStage<Answer> show(Call call) {
    CopyJobId id = call.id(ID, CopyJobId::new);
    return completedFuture(Answer.ok(job(call.account(), id)));
  }

  private CompletionStage<Answer> submit(Call call) {
    CopyRequest request = call.body(CopyRequest.class);
    if (request.dryRun().orElse(false)) {
      return completedFuture(Answer.ok(planned(call.account(), request)));
    }
    return commands.send(
        call,
        new Command.SubmitCopy(request),
        job -> Answer.accepted(accepted(call.account(), new CopyJobId(job))));
  }

  private DryRunJson planned(AccountId account, CopyRequest request) {
    DryRun.Verdict verdict = view.read(state -> dryRun.check(state, account, request));
    if (verdict instanceof DryRun.Verdict.Refused refused) {
      throw Commands.refused(refused.refusal());
    }
    return new DryRunJson(true, ((DryRun.Verdict.Accepted) verdict).targets());
  }

  private AcceptedJson accepted(AccountId account, CopyJobId id) {
    return view.read(
        state ->
            JobReader.find(state, account, id)
                .map(job -> JobReader.targets(state, job))
                .map(
                    targets ->
                        targets.stream()
                            .map(
                                target ->
                                    new AcceptedTargetJson(
                                        target.region(), target.imageId(), target.snapshots()))
                            .toList())
                .map(targets -> new AcceptedJson(id, targets))
                .orElseThrow(() -> ApiException.notFound(ID, id)));
  }

  private Endpoint control(Action action) {
    return call -> {
      CopyJobId id = call.id(ID, CopyJobId::new);
      Optional<RegionId> region = call.body(ControlBody.class).region();
      return commands.send(
          call,
          new Command.ControlJob(id, region, action),
          subject -> Answer.ok(job(call.account(), id)));
    };
  }

  private CompletionStage<Answer> limit(Call call) {
    CopyJobId id = call.id(ID, CopyJobId::new);
    LimitBody limits = call.body(LimitBody.class);
    if (limits.maxBytesPerSecond().isEmpty() && limits.priority().isEmpty()) {
      throw ApiException.invalid("body: needs maxBytesPerSecond or priority");
    }
    return commands.send(
        call,
        new Command.LimitJob(id, limits.maxBytesPerSecond(), limits.priority()),
        subject -> Answer.ok(job(call.account(), id)));
  }

  private CompletionStage<Answer> events(Call call) {
    CopyJobId id = call.id(ID, CopyJobId::new);
    JobJson first = job(call.account(), id);
    return completedFuture(
        new Answer.Events(() -> find(call.account(), first.jobId()).map(JobsResource::event)));
  }

  private static Event event(JobJson job) {
    return new Event(
        "job", job, job.state() == CopyJob.State.RUNNING ? Position.ONGOING : Position.LAST);
  }

  private JobJson job(AccountId account, CopyJobId id) {
    return find(account, id).orElseThrow(() -> ApiException.notFound(ID, id));
  }

  private Optional<JobJson> find(AccountId account, CopyJobId id) {
    Instant now = clock.instant();
    return view.read(state -> jobs.job(state, account, id, now));
  }
}
