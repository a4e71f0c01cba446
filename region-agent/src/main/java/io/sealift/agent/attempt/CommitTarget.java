package io.sealift.agent.attempt;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.EnvelopeException;
import io.sealift.agent.envelope.Lineage;
import io.sealift.agent.envelope.Manifest;
import io.sealift.agent.envelope.ManifestCodec;
import io.sealift.agent.envelope.SealContext;
import io.sealift.agent.kms.EncryptionContext;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.snapshot.CommittedSnapshots;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.store.StoredFile;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CommittedSnapshot;
import io.sealift.protocol.ProgressMessage.TargetCommitted;
import io.sealift.protocol.SegmentFileName;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotCommit;
import io.sealift.protocol.TaskMessage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the manifests of a target's snapshots, after it has seen every file that they will name.
 */
final class CommitTarget {
  private static final Instant ANY_TIME = Instant.parse("9999-01-01T00:00:00Z");
  private final AttemptTools tools;

  CommitTarget(AttemptTools tools) {
    this.tools = tools;
  }

  TargetCommitted run(AttemptContext context, TaskMessage.CommitTarget task)
      throws AttemptException, StoreException, TransferException, KmsException {
    List<byte[]> manifests = new ArrayList<>();
    for (SnapshotCommit commit : task.snapshots()) {
      manifests.add(manifest(context, commit));
    }
    List<CommittedSnapshot> committed = new ArrayList<>();
    for (int i = 0; i < manifests.size(); i++) {
      context.check();
      committed.add(commit(task.snapshots().get(i), manifests.get(i)));
    }
    return new TargetCommitted(context.head(), context.attempt(), context.agentId(), committed);
  }

  private byte[] manifest(AttemptContext context, SnapshotCommit commit)
      throws AttemptException, StoreException, TransferException, KmsException {
    SnapshotId snapshot = commit.plan().snapshotId();
    SealContext content = new SealContext(commit.prepared().sealId(), commit.plan().geometry());
    EncryptionContext keyContext =
        new EncryptionContext(tools.region(), snapshot, content.sealId());
    try (DataKey dataKey = tools.kms().unwrap(commit.prepared().wrappedKey(), keyContext)) {
      List<SegmentReceipt> receipts = new ArrayList<>();
      for (SegmentFileName name : commit.segments()) {
        context.check();
        receipts.add(receipt(snapshot, name, dataKey, content));
      }
      Optional<Lineage> lineage =
          commit.plan().source().map(source -> new Lineage(source, context.head().jobId()));
      return ManifestCodec.encode(
          new Manifest(
              tools.region(), snapshot, content, commit.prepared().wrappedKey(), receipts, lineage),
          dataKey);
    }
  }

  private SegmentReceipt receipt(
      SnapshotId snapshot, SegmentFileName name, DataKey dataKey, SealContext content)
      throws AttemptException, StoreException {
    try (StoredFile file = tools.store().open(snapshot, name)) {
      return StoredSegment.open(file, dataKey, content, name.segment()).receipt(name.attempt());
    } catch (EnvelopeException e) {
      // What this region's store holds is bad, so another attempt at the target may do better.
      throw new AttemptException(
          FailureCode.STORE_FAILED,
          "cannot commit segment %d of snapshot %s: %s"
              .formatted(name.segment(), snapshot, e.getMessage()),
          e);
    }
  }

  private CommittedSnapshot commit(SnapshotCommit commit, byte[] manifest)
      throws StoreException, AttemptException {
    SnapshotId snapshot = commit.plan().snapshotId();
    byte[] inEffect = tools.store().commit(snapshot, manifest);
    Set<SegmentFileName> named = new HashSet<>(commit.segments());
    long storedBytes = inEffect.length;
    try {
      Manifest committed = ManifestCodec.parse(inEffect).claims();
      Set<SegmentFileName> holds = new HashSet<>();
      for (SegmentReceipt receipt : committed.segments()) {
        holds.add(CommittedSnapshots.fileOf(receipt));
      }
      if (!holds.equals(named) || !committed.sealId().equals(commit.prepared().sealId())) {
        throw new AttemptException(
            FailureCode.INTERNAL,
            "snapshot %s is committed already, with other segments".formatted(snapshot));
      }
      storedBytes += committed.storedBytes();
    } catch (EnvelopeException e) {
      throw new AttemptException(
          FailureCode.INTERNAL,
          "snapshot %s is committed already, with a manifest that cannot be read"
              .formatted(snapshot),
          e);
    }
    deleteOthers(snapshot, named);
    return new CommittedSnapshot(snapshot, storedBytes, sha256(inEffect));
  }

  private void deleteOthers(SnapshotId snapshot, Set<SegmentFileName> named) throws StoreException {
    for (SegmentFileName file : tools.store().filesWrittenBefore(snapshot, ANY_TIME)) {
      if (!named.contains(file)) {
        tools.store().deleteFile(snapshot, file);
      }
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
