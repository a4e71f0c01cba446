package io.sealift.benchmark;

import io.sealift.benchmark.image.ImageMaker;
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
import io.sealift.benchmark.peer.Durable;
import io.sealift.benchmark.peer.Peer;
import io.sealift.benchmark.peer.Peers;
import io.sealift.benchmark.peer.Programs;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One run of the benchmark: each place, each image, each case in turns. */
final class BenchRun {
  private static final long GIB = 1L << 30;

  /** The image, two copies of it and room to breathe. */
  private static final long SPACE_FACTOR = 4;

  private final BenchOptions options;
  private final Consumer<String> progress;
  private final Consumer<Group> done;
  private final Rounds rounds;

  BenchRun(BenchOptions options, Consumer<String> progress, Consumer<Group> done) {
    this.options = options;
    this.progress = progress;
    this.done = done;
    int count = options.rounds > 0 ? options.rounds : options.quick ? 3 : 5;
    this.rounds = new Rounds(count, progress);
  }

  List<Group> measure() throws IOException, InterruptedException, TimeoutException {
    List<Group> groups = new ArrayList<>();
    List<Integer> sizes =
        !options.sizes.isEmpty() ? options.sizes : options.quick ? List.of(1) : List.of(1, 4);
    boolean inMemory = Files.isWritable(options.memoryDirectory);
    if (inMemory) {
      measureIn("memory", options.memoryDirectory, sizes, groups);
    }
    if (!options.quick || !inMemory) {
      measureIn("disk", options.directory.toAbsolutePath(), sizes, groups);
    }
    return groups;
  }

  private void measureIn(String place, Path parent, List<Integer> sizes, List<Group> groups)
      throws IOException, InterruptedException, TimeoutException {
    Path work = Files.createTempDirectory(parent, "sealift-bench");
    try (BenchCluster cluster = BenchCluster.start(work.resolve("cluster"), 1);
        AgentPair agents = AgentPair.start(cluster, work.resolve("agents"));
        TaskTopic topic = new TaskTopic(agents)) {
      Place where = new Place(place, work, cluster, topic);
      for (int size : sizes) {
        if (work.toFile().getUsableSpace() < SPACE_FACTOR * size * GIB) {
          progress.accept("no room in %s for images of %d GiB".formatted(parent, size));
          continue;
        }
        ImageMaker maker = new ImageMaker(work);
        groups.add(measure(where, maker.random(size * GIB), true));
        if (!options.quick) {
          groups.add(measure(where, maker.mostlyZero(size * GIB), false));
          if (Programs.has("mkfs.ext4")) {
            groups.add(measure(where, maker.fileSystem(size * GIB), false));
          }
        }
      }
    } finally {
      Durable.delete(work);
    }
  }

  private record Place(String name, Path work, BenchCluster cluster, TaskTopic topic) {
    boolean isMemory() {
      return name.equals("memory");
    }
  }

  private Group measure(Place place, TestImage image, boolean random)
      throws IOException, InterruptedException {
    String title =
        "%s image of %d GiB, in %s".formatted(image.kind(), image.sizeBytes() / GIB, place.name());
    progress.accept(title);
    Path copies = Files.createDirectories(place.work().resolve("copies"));
    List<Outcome> missing = new ArrayList<>();
    List<Outcome> outcomes;
    try (SourceImage source = SourceImage.importInto(place.cluster(), image)) {
      List<Case> cases = new ArrayList<>();
      product(cases, place, source, image);
      if (random) {
        limits(cases, place, image);
      }
      for (Peer peer : Peer.values()) {
        if (peer.missing().isPresent()) {
          missing.add(new Outcome.NotMeasured(peer.label(), peer.missing().get()));
        } else {
          cases.add(Peers.copy(peer, image, copies));
        }
      }
      cases.removeIf(each -> !isWanted(each.name()));
      Optional<FirstTouch> memory =
          place.isMemory()
              ? Optional.of(new FirstTouch(place.work(), image.sizeBytes()))
              : Optional.empty();
      outcomes = new ArrayList<>(rounds.measure(cases, image.sizeBytes(), memory));
    }
    outcomes.addAll(missing);
    Files.deleteIfExists(image.file());
    List<Requirement> requirements = random && place.isMemory() ? Requirements.all() : List.of();
    Group group = new Group(title, outcomes, requirements);
    done.accept(group);
    return group;
  }

  private static void product(List<Case> cases, Place place, SourceImage source, TestImage image) {
    for (CopyMode mode : List.of(CopyMode.VERBATIM, CopyMode.RESEALED)) {
      cases.add(new AgentCopy(source, place.topic(), mode));
      cases.add(new ApiCopy(source, mode));
    }
    cases.add(UserTransfers.importOf(place.cluster(), image));
    cases.add(UserTransfers.exportOf(source, place.work().resolve("exported.raw")));
  }

  private static void limits(List<Case> cases, Place place, TestImage image) {
    long bytes = image.sizeBytes();
    for (LoopbackLimit.Sender sender : LoopbackLimit.Sender.values()) {
      cases.add(new LoopbackLimit(sender, image.file(), bytes));
    }
    for (FileWriteLimit.Mode mode : FileWriteLimit.Mode.values()) {
      if (mode != FileWriteLimit.Mode.DIRECT || !place.isMemory()) {
        cases.add(new FileWriteLimit(mode, place.work(), bytes));
      }
    }
    cases.add(new MemoryCopyLimit(bytes));
    cases.add(new CipherLimit(bytes));
  }

  private boolean isWanted(String name) {
    return options.imageCases().isEmpty()
        || options.imageCases().stream()
            .anyMatch(text -> name.toLowerCase(Locale.ROOT).contains(text));
  }
}
