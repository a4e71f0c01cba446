package io.sealift.agent.snapshot;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.Manifest;
import io.sealift.agent.envelope.ManifestCodec;
import io.sealift.agent.envelope.ManifestFormatException;
import io.sealift.agent.envelope.TamperedManifestException;
import io.sealift.agent.envelope.UnverifiedManifest;
import io.sealift.agent.kms.EncryptionContext;
import io.sealift.agent.kms.KeyWork;
import io.sealift.agent.kms.Kms;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.RegionStore;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.store.StoredFile;
import io.sealift.agent.store.Sweeper;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentFileName;
import io.sealift.protocol.SegmentReceipt;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The committed snapshots of one region's store. Safe for use by many threads. */
public final class CommittedSnapshots implements Sweeper.NamedFiles {
  private static final Logger LOGGER = LoggerFactory.getLogger(CommittedSnapshots.class);
  private static final int MAX_KEPT_SEGMENTS = 100_000;
  private final RegionId region;
  private final RegionStore store;
  private final Kms kms;

  // Manifests never change and snapshot ids are never used twice, so what is kept cannot be wrong,
  // only gone.
  private final Map<SnapshotId, Manifest> kept;

  // Those of the kept whose data key has vouched for them. Guarded by the map of the kept.
  private final Set<SnapshotId> vouched;

  /** The snapshots of a store, whose data keys the region's key service unwraps. */
  public CommittedSnapshots(RegionId region, RegionStore store, Kms kms) {
    this(region, store, kms, new LinkedHashMap<>(16, 0.75f, true), new HashSet<>());
  }

  private CommittedSnapshots(
      RegionId region,
      RegionStore store,
      Kms kms,
      Map<SnapshotId, Manifest> kept,
      Set<SnapshotId> vouched) {
    this.region = region;
    this.store = store;
    this.kms = kms;
    this.kept = kept;
    this.vouched = vouched;
  }

  /** The same snapshots, whose data keys are unwrapped for that work. */
  public CommittedSnapshots on(KeyWork work) {
    return new CommittedSnapshots(region, store, kms.on(work), kept, vouched);
  }

  /**
   * Where the file of a committed segment lies. The manifest is not verified for this: whoever
   * pulls checks what comes.
   */
  public Optional<Path> find(SnapshotId snapshot, int segment) throws StoreException {
    try {
      Optional<SegmentReceipt> receipt = claims(snapshot).segment(segment);
      if (receipt.isEmpty()) {
        return Optional.empty();
      }
      try (StoredFile file = store.open(snapshot, fileOf(receipt.get()))) {
        return Optional.of(file.path());
      }
    } catch (SnapshotException e) {
      LOGGER
          .atInfo()
          .addKeyValue("snapshotId", snapshot)
          .addKeyValue("reason", e.getMessage())
          .log("no such snapshot");
      return Optional.empty();
    }
  }

  @Override
  public Set<SegmentFileName> in(byte[] manifest) throws StoreException {
    try {
      Set<SegmentFileName> files = new HashSet<>();
      for (SegmentReceipt receipt : ManifestCodec.parse(manifest).claims().segments()) {
        files.add(fileOf(receipt));
      }
      return files;
    } catch (ManifestFormatException e) {
      // Nothing is deleted on the word of a manifest that cannot be read.
      throw new StoreException(
          FailureCode.STORE_FAILED, "cannot read a manifest: " + e.getMessage());
    }
  }

  @Override
  public boolean areCertain(SnapshotId snapshot) {
    try {
      open(snapshot).close();
      return true;
    } catch (SnapshotException | StoreException | KmsException e) {
      LOGGER
          .atWarn()
          .addKeyValue("snapshotId", snapshot)
          .addKeyValue("reason", e.getMessage())
          .log("stray files are left, nobody vouches for the manifest");
      return false;
    }
  }

  /**
   * Unwraps the snapshot's data key and has it vouch for the manifest; the caller closes the
   * result.
   */
  public OpenedSnapshot open(SnapshotId snapshot)
      throws SnapshotException, StoreException, KmsException {
    UnverifiedManifest unverified = read(snapshot);
    DataKey dataKey =
        kms.unwrap(unverified.claims().wrappedKey(), EncryptionContext.of(unverified.claims()));
    try {
      return new OpenedSnapshot(unverified.verify(dataKey), dataKey);
    } catch (TamperedManifestException e) {
      dataKey.close();
      throw new SnapshotException(FailureCode.SOURCE_CORRUPT, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The same for one of many requests that together read a snapshot: a manifest that was vouched
   * for once is not read again, so that the whole takes time in proportion to the snapshot.
   */
  public OpenedSnapshot openAgain(SnapshotId snapshot)
      throws SnapshotException, StoreException, KmsException {
    Optional<Manifest> known = vouched(snapshot);
    if (known.isPresent()) {
      Manifest manifest = known.get();
      return new OpenedSnapshot(
          manifest, kms.unwrap(manifest.wrappedKey(), EncryptionContext.of(manifest)));
    }
    OpenedSnapshot opened = open(snapshot);
    keep(opened.manifest());
    synchronized (kept) {
      if (kept.containsKey(snapshot)) {
        vouched.add(snapshot);
      }
    }
    return opened;
  }

  private Optional<Manifest> vouched(SnapshotId snapshot) {
    synchronized (kept) {
      return vouched.contains(snapshot)
          ? Optional.ofNullable(kept.get(snapshot))
          : Optional.empty();
    }
  }

  /** The file that a manifest's receipt names. */
  public static SegmentFileName fileOf(SegmentReceipt receipt) {
    return new SegmentFileName(receipt.segment(), receipt.attempt());
  }

  private Manifest claims(SnapshotId snapshot) throws SnapshotException, StoreException {
    synchronized (kept) {
      @Nullable Manifest known = kept.get(snapshot);
      if (known != null) {
        return known;
      }
    }
    Manifest manifest = read(snapshot).claims();
    keep(manifest);
    return manifest;
  }

  private void keep(Manifest manifest) {
    synchronized (kept) {
      kept.put(manifest.snapshotId(), manifest);
      long segments = kept.values().stream().mapToLong(each -> 1 + each.segments().size()).sum();
      var eldest = kept.values().iterator();
      while (segments > MAX_KEPT_SEGMENTS && kept.size() > 1) {
        Manifest dropped = eldest.next();
        segments -= 1 + dropped.segments().size();
        vouched.remove(dropped.snapshotId());
        eldest.remove();
      }
    }
  }

  private UnverifiedManifest read(SnapshotId snapshot) throws SnapshotException, StoreException {
    byte[] bytes =
        store
            .manifest(snapshot)
            .orElseThrow(
                () ->
                    new SnapshotException(
                        FailureCode.SOURCE_GONE,
                        "snapshot %s is not in region %s".formatted(snapshot, region)));
    try {
      UnverifiedManifest manifest = ManifestCodec.parse(bytes);
      Manifest claims = manifest.claims();
      if (!claims.snapshotId().equals(snapshot) || !claims.region().equals(region)) {
        throw new SnapshotException(
            FailureCode.SOURCE_CORRUPT,
            "manifest of snapshot %s is another snapshot's".formatted(snapshot));
      }
      return manifest;
    } catch (ManifestFormatException e) {
      throw new SnapshotException(
          FailureCode.SOURCE_CORRUPT,
          "manifest of snapshot %s: %s".formatted(snapshot, e.getMessage()),
          e);
    }
  }
}
