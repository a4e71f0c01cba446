package io.sealift.benchmark;

import io.sealift.benchmark.image.ImageKind;
import io.sealift.benchmark.image.TestImage;
import io.sealift.benchmark.limit.CipherLimit;
import io.sealift.benchmark.limit.FileWriteLimit;
import io.sealift.benchmark.limit.LoopbackLimit;
import io.sealift.benchmark.limit.MemoryCopyLimit;
import io.sealift.benchmark.measure.Case;
import io.sealift.benchmark.measure.FirstTouch;
import io.sealift.benchmark.measure.Group;
import io.sealift.benchmark.measure.Outcome;
import io.sealift.benchmark.measure.Requirement;
import io.sealift.benchmark.measure.Rounds;
import io.sealift.benchmark.peer.Peer;
import io.sealift.benchmark.peer.Peers;
import io.sealift.benchmark.product.AgentCopy;
import io.sealift.benchmark.product.AgentPair;
import io.sealift.benchmark.product.ApiCopy;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.benchmark.product.SourceImage;
import io.sealift.benchmark.product.TaskTopic;
import io.sealift.benchmark.product.UserTransfers;
import io.sealift.protocol.CopyMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Measures copies of one image after the other in one place, each in groups: agents and other
 * programs while no cluster runs, the machine's limits, and then whole jobs by the cluster, with a
 * program to compare them with. What is not measured does not run beside what is: a cluster at rest
 * still asks for tasks.
 */
final class ImageRun {
  private static final long GIB = 1L << 30;
  private static final List<CopyMode> MODES = List.of(CopyMode.VERBATIM, CopyMode.RESEALED);

  private final BenchOptions options;
  private final Rounds rounds;
  private final BenchOptions.Place place;
  private final Path work;
  private final BenchCluster cluster;

  ImageRun(
      BenchOptions options,
      Rounds rounds,
      BenchOptions.Place place,
      Path work,
      BenchCluster cluster) {
    this.options = options;
    this.rounds = rounds;
    this.place = place;
    this.work = work;
    this.cluster = cluster;
  }

  /** Measures copies of that image, whose file is deleted then. */
  void measure(ImageKind kind, TestImage image, Consumer<Group> done)
      throws IOException, InterruptedException, TimeoutException {
    Path copies = Files.createDirectories(work.resolve("copies"));
    try (SourceImage source = SourceImage.importInto(cluster, image)) {
      cluster.stop();
      try (AgentPair agents = AgentPair.start(cluster, work.resolve("agents"));
          TaskTopic topic = new TaskTopic(agents)) {
        List<Case> cases = new ArrayList<>();
        for (CopyMode mode : MODES) {
          cases.add(new AgentCopy(source, topic, mode));
        }
        List<Outcome> missing = addPeers(cases, options.peers(), image, copies);
        group(kind, image, "agents", cases, missing).ifPresent(done);
      }
      if (kind == ImageKind.RANDOM) {
        group(kind, image, "limits", limits(image), List.of()).ifPresent(done);
      }
      cluster.resume();
      List<Case> cases = new ArrayList<>();
      for (CopyMode mode : MODES) {
        cases.add(new ApiCopy(source, mode));
      }
      cases.add(UserTransfers.importOf(cluster, image));
      cases.add(UserTransfers.exportOf(source, work.resolve("exported.raw")));
      List<Outcome> missing = addPeers(cases, List.of(Peer.OPENSSL), image, copies);
      group(kind, image, "whole jobs", cases, missing).ifPresent(done);
    }
    Files.deleteIfExists(image.file());
  }

  /** Adds the programs that are here; gives those that are not. */
  private static List<Outcome> addPeers(
      List<Case> cases, List<Peer> peers, TestImage image, Path copies) throws IOException {
    List<Outcome> missing = new ArrayList<>();
    for (Peer peer : peers) {
      if (peer.missing().isPresent()) {
        missing.add(new Outcome.NotMeasured(peer.label(), peer.missing().get()));
      } else {
        cases.add(Peers.copy(peer, image, copies));
      }
    }
    return missing;
  }

  private Optional<Group> group(
      ImageKind kind, TestImage image, String what, List<Case> all, List<Outcome> missing)
      throws InterruptedException {
    List<Case> cases = all.stream().filter(each -> options.wantsCase(each.name())).toList();
    if (cases.isEmpty()) {
      return Optional.empty();
    }
    Optional<FirstTouch> memory =
        place == BenchOptions.Place.MEMORY
            ? Optional.of(new FirstTouch(work, image.sizeBytes()))
            : Optional.empty();
    List<Outcome> outcomes = new ArrayList<>(rounds.measure(cases, image.sizeBytes(), memory));
    outcomes.addAll(missing);
    List<Requirement> requirements =
        kind == ImageKind.RANDOM && memory.isPresent() ? Requirements.all() : List.of();
    String where = place.name().toLowerCase(Locale.ROOT);
    return Optional.of(
        new Group(
            "%s image of %d GiB, in %s: %s"
                .formatted(image.kind(), image.sizeBytes() / GIB, where, what),
            outcomes,
            requirements));
  }

  /**
   * What the machine gives; beside them, the JIT compiler would see its profiles of copies mixed.
   */
  private List<Case> limits(TestImage image) {
    List<Case> cases = new ArrayList<>();
    long bytes = image.sizeBytes();
    for (LoopbackLimit.Sender sender : LoopbackLimit.Sender.values()) {
      cases.add(new LoopbackLimit(sender, image.file(), bytes));
    }
    Arrays.stream(FileWriteLimit.Mode.values())
        .filter(mode -> mode != FileWriteLimit.Mode.DIRECT || place == BenchOptions.Place.DISK)
        .forEach(mode -> cases.add(new FileWriteLimit(mode, work, bytes)));
    cases.add(new MemoryCopyLimit(bytes));
    cases.add(new CipherLimit(bytes));
    return cases;
  }
}
