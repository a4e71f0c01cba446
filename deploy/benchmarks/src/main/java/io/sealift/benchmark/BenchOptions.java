package io.sealift.benchmark;

import io.sealift.benchmark.image.ImageKind;
import io.sealift.benchmark.peer.Peer;
import io.sealift.benchmark.study.Study;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be said on the command line. */
final class BenchOptions {
  /** Where images lie. */
  enum Place {
    MEMORY,
    DISK
  }

  @Option(
      names = "--quick",
      description =
          "One image of 1 GiB in memory, under 5 minutes; what the full run is judged by.")
  boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write everything that was measured there.")
  @Nullable Path json;

  @Option(
      names = "--size",
      split = ",",
      paramLabel = "GIB",
      description = "Sizes of the images in GiB; 1 and 4 without it.")
  List<Integer> sizes = List.of();

  @Option(
      names = "--image",
      split = ",",
      paramLabel = "KIND",
      description = "What the images hold: random, zeros (nine tenths), ext4; all without it.")
  List<ImageKind> kinds = List.of();

  @Option(
      names = "--place",
      split = ",",
      paramLabel = "PLACE",
      description = "Where they lie: memory, disk; both without it.")
  List<Place> places = List.of();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "A folder on the disk to measure; the current one without it.")
  Path directory = Path.of("");

  @Option(
      names = "--memory-dir",
      paramLabel = "DIR",
      description = "A folder in a memory file system; /dev/shm without it.")
  Path memoryDirectory = Path.of("/dev/shm");

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds that count; 5 without it. Long cases run in every second or fourth.")
  int rounds;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "TEXT",
      description =
          "Only cases whose name contains one of these, and only these studies, which --quick"
              + " leaves out: large, scaling, relay, cost, api, or one of their parts"
              + " (large-images, large-journal, scaling-queue, scaling-targets, scaling-cold,"
              + " scaling-agents, scaling-jobs).")
  List<String> only = List.of();

  /** Whether images that lie there are wanted; a quick run has only one place. */
  boolean wants(Place place) {
    return places.isEmpty() ? !quick || place == Place.MEMORY : places.contains(place);
  }

  /** Whether such images are wanted; a quick run has only one kind. */
  boolean wants(ImageKind kind) {
    return kinds.isEmpty() ? !quick || kind == ImageKind.RANDOM : kinds.contains(kind);
  }

  /** The programs to compare with; a quick run has only those to which a ratio is promised. */
  List<Peer> peers() {
    return Arrays.stream(Peer.values())
        .filter(peer -> !quick || !imageCases().isEmpty() || Requirements.concern(peer))
        .toList();
  }

  /** Whether the case of that name is wanted. */
  boolean wantsCase(String name) {
    return imageCases().isEmpty()
        || imageCases().stream().anyMatch(text -> name.toLowerCase(Locale.ROOT).contains(text));
  }

  /** The studies that are wanted. */
  List<Study> studies() {
    return Study.all().stream()
        .filter(study -> only.isEmpty() ? !quick : only.stream().anyMatch(study::isMeantBy))
        .toList();
  }

  /** Whether copies of whole images are wanted, too. */
  boolean wantsImages() {
    return only.isEmpty() || !imageCases().isEmpty();
  }

  /** What the names of the wanted cases contain; nothing means all. */
  List<String> imageCases() {
    return only.stream()
        .filter(text -> Study.all().stream().noneMatch(study -> study.isMeantBy(text)))
        .toList();
  }
}
