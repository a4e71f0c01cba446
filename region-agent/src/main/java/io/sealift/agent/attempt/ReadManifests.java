package io.sealift.agent.attempt;

import io.sealift.agent.envelope.Manifest;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.snapshot.CommittedSnapshots;
import io.sealift.agent.snapshot.OpenedSnapshot;
import io.sealift.agent.snapshot.SnapshotException;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.store.StoredFile;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.ProgressMessage.ManifestsRead;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.TaskMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the whole store and tells of each snapshot whose manifest its data key vouches for,
 * and of each other one why nothing is told. Changes nothing.
 */
final class ReadManifests {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReadManifests.class);
  private final AttemptTools tools;

  ReadManifests(AttemptTools tools) {
    this.tools = tools;
  }

  ManifestsRead run(AttemptContext context, TaskMessage.ReadManifests task)
      throws StoreException, TransferException, KmsException, ReportFailedException {
    ManifestPages pages = new ManifestPages(context);
    Map<KeyId, KeyDescription> keys = new HashMap<>();
    for (KeyDescription key : tools.kms().list()) {
      keys.put(key.keyId(), key);
      pages.add(key);
    }
    List<SnapshotId> snapshots =
        tools.store().snapshots().stream()
            .filter(id -> task.after().isEmpty() || id.compareTo(task.after().get()) > 0)
            .sorted()
            .toList();
    for (SnapshotId snapshot : snapshots) {
      context.check();
      try {
        read(context, snapshot, keys, pages);
      } catch (SnapshotException | StoreException e) {
        leave(snapshot, String.valueOf(e.getMessage()), pages);
      } catch (KmsException e) {
        if (e.code().retryable()) {
          throw e;
        }
        leave(snapshot, String.valueOf(e.getMessage()), pages);
      }
    }
    pages.send();
    return new ManifestsRead(context.head(), context.attempt(), context.agentId());
  }

  private void read(
      AttemptContext context,
      SnapshotId snapshot,
      Map<KeyId, KeyDescription> keys,
      ManifestPages pages)
      throws SnapshotException,
          StoreException,
          KmsException,
          TransferException,
          ReportFailedException {
    Optional<byte[]> file = tools.store().manifest(snapshot);
    if (file.isEmpty()) {
      leave(snapshot, "it has no manifest: what was making it did not end", pages);
      return;
    }
    try (OpenedSnapshot opened = tools.snapshots().open(snapshot)) {
      Manifest manifest = opened.manifest();
      @Nullable KeyDescription key = keys.get(manifest.wrappedKey().keyId());
      if (key == null) {
        // It opened a moment ago, so it was made since the keys were listed.
        leave(snapshot, "key %s is new".formatted(manifest.wrappedKey().keyId()), pages);
        return;
      }
      requireFiles(context, manifest);
      pages.add(manifest, key, file.get().length + manifest.storedBytes());
    }
  }

  /** A manifest is as good as the files that it names; what is in them their readers check. */
  private void requireFiles(AttemptContext context, Manifest manifest)
      throws SnapshotException, StoreException, TransferException {
    for (SegmentReceipt receipt : manifest.segments()) {
      context.check();
      try (StoredFile file =
          tools.store().open(manifest.snapshotId(), CommittedSnapshots.fileOf(receipt))) {
        if (file.lengthBytes() != receipt.storedBytes()) {
          throw new SnapshotException(
              FailureCode.SOURCE_CORRUPT,
              "the file of segment %d has %d bytes and should have %d"
                  .formatted(receipt.segment(), file.lengthBytes(), receipt.storedBytes()));
        }
      }
    }
  }

  private static void leave(SnapshotId snapshot, String reason, ManifestPages pages)
      throws ReportFailedException {
    LOGGER
        .atWarn()
        .addKeyValue("snapshotId", snapshot)
        .addKeyValue("reason", reason)
        .log("snapshot left alone");
    pages.add(snapshot, reason);
  }
}
