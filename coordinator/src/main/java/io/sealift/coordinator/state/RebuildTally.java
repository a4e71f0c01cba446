package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.copy.SnapshotId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far the rebuilding of a region has come. What was counted once is not counted again: agents
 * report the snapshots in the order of their ids, and those up to {@code after} have been counted.
 *
 * @param keys customer keys that became known
 * @param added snapshots that were added, each with an image
 * @param known snapshots that the journal knew
 * @param leftAlone snapshots that cannot be added; each has its line
 * @param lines what a person should read
 * @param unlisted for how many lines there was no room
 */
public record RebuildTally(
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<SnapshotId> after,
    int keys,
    int added,
    int known,
    int leftAlone,
    List<String> lines,
    int unlisted) {
  /** Nothing has been counted. */
  public static final RebuildTally NONE =
      new RebuildTally(Optional.empty(), 0, 0, 0, 0, List.of(), 0);

  // It is journaled anew with each page, so it has to stay small.
  private static final int MAX_LINES = 1_000;

  public RebuildTally {
    lines = List.copyOf(lines);
  }

  /** Whether the snapshot has not been counted. */
  public boolean isNew(SnapshotId snapshot) {
    return after.isEmpty() || snapshot.compareTo(after.get()) > 0;
  }

  /** The same, and everything up to this snapshot has been counted. */
  public RebuildTally upTo(SnapshotId snapshot) {
    return isNew(snapshot)
        ? new RebuildTally(Optional.of(snapshot), keys, added, known, leftAlone, lines, unlisted)
        : this;
  }

  /** One key more. */
  public RebuildTally withKey() {
    return new RebuildTally(after, keys + 1, added, known, leftAlone, lines, unlisted);
  }

  /** One added snapshot more. */
  public RebuildTally withAdded() {
    return new RebuildTally(after, keys, added + 1, known, leftAlone, lines, unlisted);
  }

  /** One known snapshot more. */
  public RebuildTally withKnown() {
    return new RebuildTally(after, keys, added, known + 1, leftAlone, lines, unlisted);
  }

  /** One snapshot more that is left alone. */
  public RebuildTally withLeftAlone(SnapshotId snapshot, String reason) {
    return new RebuildTally(after, keys, added, known, leftAlone + 1, lines, unlisted)
        .withLine("snapshot %s is left alone: %s".formatted(snapshot, reason));
  }

  /** Whether the line is there already. */
  public boolean has(String line) {
    return lines.contains(line);
  }

  /** One line more, unless it is there already. */
  public RebuildTally withLine(String line) {
    if (has(line)) {
      return this;
    }
    if (lines.size() >= MAX_LINES) {
      return new RebuildTally(after, keys, added, known, leftAlone, lines, unlisted + 1);
    }
    List<String> more = new ArrayList<>(lines);
    more.add(line);
    return new RebuildTally(after, keys, added, known, leftAlone, more, unlisted);
  }
}
