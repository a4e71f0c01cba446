package io.sealift.coordinator.api;

import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.copy.AccountId;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.WrappedKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Entities with valid defaults, put into a view as the journal would. */
final class TestCluster {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final RegionId EAST = new RegionId("east");
  static final RegionId WEST = new RegionId("west");
  static final AccountId ALICE = new AccountId("alice");
  static final AccountId BOB = new AccountId("bob");
  static final long MIB = 1 << 20;

  private final ClusterView view;

  TestCluster(ClusterView view) {
    this.view = view;
  }

  void put(Entity entity) {
    view.apply(entity.key(), entity);
  }

  void account(AccountId id, Account.Role role, Account.StoredAccessKey... keys) {
    put(new Account(id, role, List.of(keys), NOW));
  }

  Image image(String id, AccountId owner, Image.Status status, KeyReference key) {
    return image(id, owner, status, key, "web server");
  }

  Image image(String id, AccountId owner, Image.Status status, KeyReference key, String name) {
    Image image =
        new Image(
            new ImageId("m-" + id),
            EAST,
            owner,
            new Image.Attributes(name, Optional.of("a test"), Optional.empty(), Map.of("k", "v")),
            status,
            key,
            List.of(new SnapshotId("s-" + id)),
            new CopyJobId("j-" + id),
            Optional.empty(),
            NOW);
    put(image);
    put(snapshot("s-" + id, owner, key, Snapshot.Status.AVAILABLE));
    return image;
  }

  Snapshot snapshot(String id, AccountId owner, KeyReference key, Snapshot.Status status) {
    return new Snapshot(
        new SnapshotId(id),
        EAST,
        owner,
        "disk",
        SnapshotGeometry.ofSize(256 * MIB),
        key,
        status,
        new CopyJobId("j-made"),
        Optional.empty(),
        Optional.of(
            new PreparedSnapshot(
                new SnapshotId(id),
                new SealId("c-1"),
                new WrappedKey(new KeyId("key-1"), 1, "d3JhcHBlZA=="))),
        100 * MIB,
        NOW);
  }

  void sealed(String snapshot, int segment, long plainBytes) {
    put(
        new SealedSegment(
            new SnapshotId(snapshot),
            new SegmentReceipt(
                segment, new AttemptId("a-1"), 1, plainBytes, plainBytes + 4096, "0".repeat(64))));
  }

  void key(String id, Optional<AccountId> owner) {
    put(
        new RegionKey(
            KeyDescription.unrotated(new KeyId(id), EAST, owner, KeyState.ENABLED, "", NOW)));
  }

  /** A job with one target in the east. */
  void job(String id, AccountId owner, CopyJob.Kind kind, CopyJob.State state, TargetState target) {
    put(
        new CopyJob(
            new CopyJobId(id),
            owner,
            kind,
            state,
            new RequestToken("token-" + id),
            Optional.of(WEST),
            Optional.of(new ImageId("m-source")),
            List.of(),
            List.of(EAST),
            5,
            Optional.empty(),
            NOW,
            Optional.empty(),
            Optional.empty()));
    target(id, owner, kind, target);
  }

  void target(String job, AccountId owner, CopyJob.Kind kind, TargetState state) {
    put(
        new TargetCopy(
            new CopyJobId(job),
            EAST,
            owner,
            kind == CopyJob.Kind.IMPORT ? CopyMode.IMPORTED : CopyMode.VERBATIM,
            KeyReference.STORAGE,
            Optional.of(new ImageId("m-" + job.substring(2))),
            List.of(new SnapshotId("s-" + job.substring(2))),
            state,
            100 * MIB,
            0,
            1,
            NOW));
  }

  static AgentRegistered agent(String id, RegionId region, int freeSlots) {
    return new AgentRegistered(
        new AgentId(id),
        region,
        "0.1.0",
        new Endpoint("127.0.0.1", 7001),
        new Endpoint("127.0.0.1", 7002),
        "ab".repeat(32),
        "Z3JhbnQ=",
        "c2lnbg==",
        4,
        freeSlots,
        50 * MIB,
        100 * MIB,
        "native",
        1_000_000,
        NOW);
  }
}
