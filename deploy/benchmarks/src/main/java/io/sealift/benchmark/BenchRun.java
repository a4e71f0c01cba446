package io.sealift.benchmark;

import io.sealift.benchmark.image.ImageKind;
import io.sealift.benchmark.image.ImageMaker;
import io.sealift.benchmark.measure.Group;
import io.sealift.benchmark.measure.Rounds;
import io.sealift.benchmark.peer.Durable;
import io.sealift.benchmark.peer.Programs;
import io.sealift.benchmark.product.BenchCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  private static final int ROUNDS = 5;

  private final Rounds rounds;

  BenchRun(BenchOptions options, Consumer<String> progress, Consumer<Group> done) {
    this.options = options;
    this.progress = progress;
    this.done = done;
    int count = options.rounds > 0 ? options.rounds : ROUNDS;
    this.rounds = new Rounds(count, progress);
  }

  List<Group> measure() throws IOException, InterruptedException, TimeoutException {
    List<Group> groups = new ArrayList<>();
    List<Integer> sizes =
        !options.sizes.isEmpty() ? options.sizes : options.quick ? List.of(1) : List.of(1, 4);
    boolean inMemory =
        options.wants(BenchOptions.Place.MEMORY) && Files.isWritable(options.memoryDirectory);
    if (inMemory) {
      measureIn(BenchOptions.Place.MEMORY, options.memoryDirectory, sizes, groups);
    }
    if (options.wants(BenchOptions.Place.DISK) || !inMemory) {
      measureIn(BenchOptions.Place.DISK, options.directory.toAbsolutePath(), sizes, groups);
    }
    return groups;
  }

  private void measureIn(
      BenchOptions.Place place, Path parent, List<Integer> sizes, List<Group> groups)
      throws IOException, InterruptedException, TimeoutException {
    Path work = Files.createTempDirectory(parent, "sealift-bench");
    try (BenchCluster cluster = BenchCluster.start(work.resolve("cluster"), 1)) {
      ImageRun run = new ImageRun(options, rounds, place, work, cluster);
      for (int size : sizes) {
        if (work.toFile().getUsableSpace() < SPACE_FACTOR * size * GIB) {
          progress.accept("no room in %s for images of %d GiB".formatted(parent, size));
          continue;
        }
        ImageMaker maker = new ImageMaker(work);
        for (ImageKind kind : ImageKind.values()) {
          if (options.wants(kind) && (kind != ImageKind.EXT4 || Programs.has("mkfs.ext4"))) {
            progress.accept(
                "%s image of %d GiB".formatted(kind.name().toLowerCase(Locale.ROOT), size));
            run.measure(
                kind,
                kind.make(maker, size * GIB),
                group -> {
                  groups.add(group);
                  done.accept(group);
                });
          }
        }
      }
    } finally {
      Durable.delete(work);
    }
  }
}
