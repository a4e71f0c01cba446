package io.sealift.coordinator.simulation;

import io.sealift.copy.AttemptId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentFileName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A region's store: what lies in it is which plain text sealed under which data key, by attempt.
 */
final class SimulatedStore {
  /** What a segment file holds; {@code salt} is the attempt that sealed it first. */
  record Content(SealId dataKey, String plain, AttemptId salt, boolean complete, long writtenAt) {
    String digest() {
      return Long.toHexString((1L << 32) + (dataKey + plain + salt).hashCode())
          .repeat(8)
          .substring(0, 64);
    }

    Content finished(long at) {
      return new Content(dataKey, plain, salt, true, at);
    }
  }

  /** A snapshot's directory. */
  static final class Directory {
    final Map<SegmentFileName, Content> files = new LinkedHashMap<>();
    Optional<Manifest> manifest = Optional.empty();
  }

  /** A manifest names the files that count. */
  record Manifest(SealId dataKey, List<SegmentFileName> segments) {}

  final TreeMap<SnapshotId, Directory> directories = new TreeMap<>();
  private final Map<String, String> sealedUnder = new HashMap<>();
  boolean full;

  void prepare(SnapshotId snapshot) {
    directories.computeIfAbsent(snapshot, id -> new Directory());
  }

  Directory directory(SnapshotId snapshot) throws SimulatedFailure {
    return Optional.ofNullable(directories.get(snapshot))
        .orElseThrow(() -> new SimulatedFailure(FailureCode.STORE_FAILED));
  }

  void write(SnapshotId snapshot, SegmentFileName name, Content content) throws SimulatedFailure {
    if (full) {
      throw new SimulatedFailure(FailureCode.NO_SPACE);
    }
    directory(snapshot).files.put(name, content);
    String nonces = content.dataKey() + "/" + content.salt() + "/" + name.segment();
    String before = sealedUnder.putIfAbsent(nonces, content.plain());
    if (before != null && !before.equals(content.plain())) {
      throw new AssertionError("R21: nonces of " + nonces + " used for two plain texts");
    }
  }

  Manifest commit(SnapshotId snapshot, Supplier<Manifest> manifest) throws SimulatedFailure {
    Directory directory = directory(snapshot);
    if (directory.manifest.isEmpty()) {
      directory.manifest = Optional.of(manifest.get());
    }
    return directory.manifest.get();
  }

  void sweep(long writtenBefore) {
    for (Directory directory : directories.values()) {
      directory.manifest.ifPresent(
          manifest ->
              directory
                  .files
                  .entrySet()
                  .removeIf(
                      file ->
                          file.getValue().writtenAt() < writtenBefore
                              && !manifest.segments().contains(file.getKey())));
    }
  }

  List<SnapshotId> uncommitted() {
    return directories.entrySet().stream()
        .filter(entry -> entry.getValue().manifest.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }
}
