package io.sealift.agent.store;

import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentFileName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what no journal record needs. Files that a committed snapshot's manifest does not name are
 * deleted once they are old, if its data key vouches for it: a damaged manifest may name others
 * than it should. Snapshots without a manifest are only reported, for the engine alone knows
 * whether they are still wanted.
 */
public final class Sweeper implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Sweeper.class);

  /** Which files a committed snapshot consists of. */
  public interface NamedFiles {
    /** The files that the manifest names. */
    Set<SegmentFileName> in(byte[] manifest) throws StoreException;

    /** Whether the snapshot's manifest is its own, and whole. */
    boolean areCertain(SnapshotId snapshot);
  }

  private final RegionStore store;
  private final NamedFiles namedFiles;
  private final Consumer<List<SnapshotId>> inventory;
  private final Duration strayAge;
  private final Clock clock;

  /**
   * A sweeper.
   *
   * @param inventory told of the uncommitted snapshots of each sweep
   * @param strayAge how old a file must be before it counts as forgotten
   */
  public Sweeper(
      RegionStore store,
      NamedFiles namedFiles,
      Consumer<List<SnapshotId>> inventory,
      Duration strayAge,
      Clock clock) {
    this.store = store;
    this.namedFiles = namedFiles;
    this.inventory = inventory;
    this.strayAge = strayAge;
    this.clock = clock;
  }

  /** One sweep. What fails is logged and left to the next one. */
  @Override
  public void run() {
    List<SnapshotId> uncommitted = new ArrayList<>();
    try {
      for (SnapshotId snapshot : store.snapshots()) {
        if (!sweepCommitted(snapshot)) {
          uncommitted.add(snapshot);
        }
      }
    } catch (StoreException e) {
      LOGGER.atWarn().setCause(e).log("sweep of the store ended early");
      return;
    }
    inventory.accept(uncommitted);
  }

  private boolean sweepCommitted(SnapshotId snapshot) throws StoreException {
    // Listed before the manifest is read: what is old now and not named by a manifest that never
    // changes is never needed.
    List<SegmentFileName> old = store.filesWrittenBefore(snapshot, clock.instant().minus(strayAge));
    var manifest = store.manifest(snapshot);
    if (manifest.isEmpty()) {
      return false;
    }
    if (old.isEmpty()) {
      return true;
    }
    Set<SegmentFileName> named = namedFiles.in(manifest.get());
    List<SegmentFileName> strays = old.stream().filter(file -> !named.contains(file)).toList();
    // Asked only now: it takes the use of a key.
    if (strays.isEmpty() || !namedFiles.areCertain(snapshot)) {
      return true;
    }
    for (SegmentFileName file : strays) {
      store.deleteFile(snapshot, file);
      LOGGER
          .atInfo()
          .addKeyValue("snapshotId", snapshot)
          .addKeyValue("segment", file.segment())
          .addKeyValue("attempt", file.attempt())
          .log("stray segment file deleted");
    }
    return true;
  }
}
