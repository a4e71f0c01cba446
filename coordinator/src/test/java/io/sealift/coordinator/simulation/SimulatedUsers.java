package io.sealift.coordinator.simulation;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.command.ImportRequest;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.CopyTargetRequest;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** Two accounts that ask for everything, in any order, and ask again. */
final class SimulatedUsers {
  private static final List<AccountId> ACCOUNTS =
      List.of(new AccountId("acme"), new AccountId("bold"));
  private final Cluster cluster;
  private final Scheduler scheduler;
  private final List<Cluster.Input> asked = new ArrayList<>();
  private int number;

  SimulatedUsers(Cluster cluster) {
    this.cluster = cluster;
    this.scheduler = cluster.scheduler;
    for (AccountId account : ACCOUNTS) {
      for (int i = 0; i < 3; i++) {
        command(
            account,
            new Command.CreateKey(
                scheduler.pick(Cluster.REGIONS).value(), Optional.empty(), Optional.empty()));
        importImage(account);
      }
    }
    scheduler.every(600, this::act);
    scheduler.every(1_000, this::upload);
    scheduler.every(10_000, this::finish);
  }

  private void command(AccountId account, Command command) {
    ask(
        new Cluster.FromApi(
            new CommandMessage("c-" + cluster.ids.next(), account, scheduler.now(), command)));
  }

  private void ask(Cluster.Input input) {
    asked.add(input);
    cluster.model.asked(input);
    cluster.send(input);
  }

  private void act() {
    if (!cluster.faulty()) {
      return;
    }
    AccountId account = scheduler.pick(ACCOUNTS);
    switch (scheduler.between(0, 19)) {
      case 0 -> importImage(account);
      case 1, 2, 3, 4, 5 -> copy(account);
      case 6 -> cluster.send(scheduler.pick(asked));
      case 7 -> askAnew();
      case 8, 9 -> control(account, Command.Action.CANCEL);
      case 10 -> control(account, Command.Action.PAUSE);
      case 11, 12 -> control(account, Command.Action.RESUME);
      case 13, 14 -> control(account, Command.Action.RETRY);
      case 15 ->
          job(account)
              .ifPresent(
                  job ->
                      command(
                          account,
                          new Command.LimitJob(
                              job, Optional.of(1L << 20), Optional.of(scheduler.between(0, 9)))));
      case 16 ->
          image(account)
              .ifPresent(
                  image ->
                      command(
                          account,
                          new Command.DeleteImage(
                              image.imageId(),
                              scheduler.pick(List.of(Command.Retention.values())))));
      case 17 ->
          snapshot(account)
              .ifPresent(s -> command(account, new Command.DeleteSnapshot(s.snapshotId())));
      case 18 ->
          key(account)
              .ifPresent(
                  key ->
                      command(
                          account,
                          new Command.ChangeKey(
                              key.description().keyId().value(),
                              scheduler.pick(
                                  List.of(KeyAction.DISABLE, KeyAction.ENABLE, KeyAction.ENABLE)),
                              Optional.empty())));
      default -> {
        // Nothing comes to mind.
      }
    }
  }

  /** The same request with a command of its own, or by the other door. */
  private void askAnew() {
    if (scheduler.pick(asked) instanceof Cluster.FromApi api
        && api.message().command() instanceof Command.SubmitCopy submit) {
      CopyRequest request = submit.request();
      if (scheduler.chance(40)) {
        ask(new Cluster.FromKafka(api.message().account(), request));
      } else {
        command(api.message().account(), submit);
      }
    }
  }

  private void importImage(AccountId account) {
    List<ImportRequest.Disk> disks = new ArrayList<>();
    for (int i = scheduler.between(1, 2); i > 0; i--) {
      disks.add(new ImportRequest.Disk((long) scheduler.between(1, 200) << 20));
    }
    boolean encrypt = scheduler.chance(30);
    RegionId region = scheduler.pick(Cluster.REGIONS);
    command(
        account,
        new Command.SubmitImport(
            new ImportRequest(
                token(),
                region.value(),
                "image" + number,
                Optional.empty(),
                disks,
                Optional.of(encrypt),
                encrypt ? key(account, region) : Optional.empty(),
                Optional.empty(),
                Optional.empty())));
  }

  private String token() {
    // Now and then somebody uses an old token for something else.
    return "token-" + (scheduler.chance(95) ? ++number : scheduler.between(1, number + 1));
  }

  private void copy(AccountId account) {
    Optional<Image> image = image(account);
    Optional<Snapshot> snapshot = scheduler.chance(15) ? snapshot(account) : Optional.empty();
    if (image.isEmpty()) {
      return;
    }
    RegionId source = snapshot.map(Snapshot::region).orElse(image.get().region());
    List<CopyTargetRequest> targets = new ArrayList<>();
    for (RegionId region : Cluster.REGIONS) {
      if (scheduler.chance(60)) {
        boolean encrypt = scheduler.chance(region.equals(source) ? 95 : 40);
        Optional<String> key =
            encrypt && scheduler.chance(60) ? key(account, region) : Optional.empty();
        targets.add(
            new CopyTargetRequest(
                region.value(),
                Optional.of(encrypt),
                key,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
      }
    }
    CopyRequest request =
        new CopyRequest(
            token(),
            source.value(),
            snapshot.isPresent() ? Optional.empty() : Optional.of(image.get().imageId().value()),
            snapshot.map(found -> found.snapshotId().value()),
            targets,
            Optional.of(scheduler.between(0, 9)),
            scheduler.chance(20) ? Optional.of(1L << 20) : Optional.empty(),
            Optional.empty());
    if (scheduler.chance(25)) {
      ask(new Cluster.FromKafka(account, request));
    } else {
      command(account, new Command.SubmitCopy(request));
    }
  }

  private void control(AccountId account, Command.Action action) {
    job(account)
        .ifPresent(
            job ->
                command(
                    account,
                    new Command.ControlJob(
                        job,
                        scheduler.chance(50) ? any(cluster.model.regions(job)) : Optional.empty(),
                        action)));
  }

  private <E> Optional<E> any(List<E> from) {
    return from.isEmpty() ? Optional.empty() : Optional.of(scheduler.pick(from));
  }

  private Optional<Image> image(AccountId account) {
    boolean choosy = scheduler.chance(90);
    return any(
        cluster
            .model
            .all(Image.class, Image.KIND)
            .filter(i -> i.account().equals(account))
            .filter(i -> !choosy || i.status() == Image.Status.AVAILABLE)
            .toList());
  }

  private Optional<String> key(AccountId account, RegionId region) {
    boolean choosy = scheduler.chance(90);
    return any(
        cluster
            .model
            .all(RegionKey.class, RegionKey.KIND)
            .filter(k -> k.description().owner().equals(Optional.of(account)))
            .filter(k -> !choosy || k.description().region().equals(region))
            .map(k -> k.description().keyId().value())
            .toList());
  }

  private Optional<Snapshot> snapshot(AccountId account) {
    return any(
        cluster
            .model
            .all(Snapshot.class, Snapshot.KIND)
            .filter(s -> s.account().equals(account))
            .toList());
  }

  private Optional<RegionKey> key(AccountId account) {
    return any(
        cluster
            .model
            .all(RegionKey.class, RegionKey.KIND)
            .filter(k -> k.description().owner().equals(Optional.of(account)))
            .toList());
  }

  private Optional<CopyJobId> job(AccountId account) {
    List<CopyJobId> jobs =
        cluster
            .model
            .all(CopyJob.class, CopyJob.KIND)
            .filter(j -> j.account().equals(account))
            .map(CopyJob::jobId)
            .toList();
    // Mostly what was begun lately.
    return any(jobs.subList(Math.max(0, jobs.size() - 6), jobs.size()));
  }

  private void upload() {
    for (TargetCopy target : cluster.model.openImports()) {
      if (target.state() instanceof TargetState.Creating) {
        boolean complete = true;
        List<Command.UploadedDisk> disks = new ArrayList<>();
        for (var id : target.snapshots()) {
          Snapshot snapshot = cluster.model.snapshot(id);
          NavigableMap<Integer, String> plain = cluster.model.uploaded(snapshot, scheduler);
          disks.add(new Command.UploadedDisk(id, List.copyOf(plain.keySet())));
          for (Integer segment : plain.keySet()) {
            if (!cluster.model.isSealed(id, segment)) {
              complete = false;
              upload(target, snapshot, segment, plain.getOrDefault(segment, ""));
            }
          }
        }
        if (complete || scheduler.chance(1)) {
          command(target.account(), new Command.CompleteImport(target.jobId(), disks));
        }
      }
    }
  }

  private void upload(TargetCopy target, Snapshot snapshot, int segment, String plain) {
    List<SimulatedAgent> awake =
        cluster.region(target.region()).agents.stream().filter(SimulatedAgent::isAwake).toList();
    if (awake.isEmpty() || scheduler.chance(30)) {
      return;
    }
    TaskHead head =
        new TaskHead(
            new TaskId(TaskId.PREFIX + cluster.ids.next()), 1, target.jobId(), target.region());
    try {
      new TaskSteps(cluster, scheduler.pick(awake))
          .upload(head, snapshot.prepared().orElseThrow(), segment, plain);
    } catch (SimulatedFailure e) {
      scheduler.note("upload to " + snapshot.snapshotId() + " fails: " + e.code);
    }
  }

  /** After all is healed: what is paused goes on. */
  private void finish() {
    if (cluster.faulty()) {
      return;
    }
    for (TargetCopy target : cluster.model.openTargets()) {
      if (target.state() instanceof TargetState.Paused) {
        command(
            target.account(),
            new Command.ControlJob(
                target.jobId(), Optional.of(target.region()), Command.Action.RESUME));
      }
    }
  }
}
