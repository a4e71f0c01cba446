package io.sealift.agent.attempt;

import io.sealift.agent.envelope.Manifest;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.ManifestPart;
import io.sealift.protocol.ManifestProblem;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage.ManifestPage;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills messages with keys and manifests, and sends each when it is full: a store's manifests
 * together are far longer than a message may be. Confined to the attempt's thread.
 */
final class ManifestPages {
  // A key's description may have 24 KiB, a wrapped key 4 KiB, and a receipt has some 200 bytes: a
  // page has at most about 600 KiB.
  private static final int MAX_KEYS = 8;
  private static final int MAX_SNAPSHOTS = 40;
  private static final int MAX_RECEIPTS = 1_000;
  private static final int MAX_REASON = 300;

  private final AttemptContext context;
  private final List<KeyDescription> keys = new ArrayList<>();
  private final List<ManifestPart> snapshots = new ArrayList<>();
  private final List<ManifestProblem> problems = new ArrayList<>();
  private int receipts;

  ManifestPages(AttemptContext context) {
    this.context = context;
  }

  void add(KeyDescription key) throws ReportFailedException {
    keys.add(key);
    if (keys.size() == MAX_KEYS) {
      send();
    }
  }

  void add(SnapshotId snapshot, String problem) throws ReportFailedException {
    String line = problem.replaceAll("\\p{Cntrl}", "?");
    problems.add(
        new ManifestProblem(
            snapshot, line.length() > MAX_REASON ? line.substring(0, MAX_REASON) : line));
    sendIfFull();
  }

  /**
   * Adds a manifest, in as many parts as it takes.
   *
   * @param key the key that its data key is wrapped under
   */
  void add(Manifest manifest, KeyDescription key, long storedBytes) throws ReportFailedException {
    int from = 0;
    do {
      int to = Math.min(manifest.segments().size(), from + MAX_RECEIPTS - receipts);
      snapshots.add(part(manifest, key, storedBytes, from, manifest.segments().subList(from, to)));
      receipts += to - from;
      from = to;
      sendIfFull();
    } while (from < manifest.segments().size());
  }

  private static ManifestPart part(
      Manifest manifest,
      KeyDescription key,
      long storedBytes,
      int from,
      List<SegmentReceipt> receipts) {
    SnapshotId id = manifest.snapshotId();
    return new ManifestPart(
        new SnapshotPlan(
            id, manifest.geometry(), manifest.lineage().map(lineage -> lineage.source())),
        new PreparedSnapshot(id, manifest.sealId(), manifest.wrappedKey()),
        referenceTo(key),
        key.owner(),
        manifest.lineage().map(lineage -> lineage.jobId()),
        storedBytes,
        manifest.segments().size(),
        from,
        receipts);
  }

  // A region's own key is described by what it is called.
  private static KeyReference referenceTo(KeyDescription key) {
    return key.owner().isPresent()
        ? KeyReference.of(key.keyId())
        : new KeyReference(key.description());
  }

  private void sendIfFull() throws ReportFailedException {
    if (snapshots.size() + problems.size() >= MAX_SNAPSHOTS || receipts >= MAX_RECEIPTS) {
      send();
    }
  }

  /** Sends what was added since the last message, if anything was. */
  void send() throws ReportFailedException {
    if (keys.isEmpty() && snapshots.isEmpty() && problems.isEmpty()) {
      return;
    }
    context.publish(
        new ManifestPage(
            context.head(), context.attempt(), context.agentId(), keys, snapshots, problems));
    keys.clear();
    snapshots.clear();
    problems.clear();
    receipts = 0;
  }
}
