package io.sealift.benchmark.part;

import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A segment's task as JSON, and a segment's record of the journal, which a replay reads. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MessageBenchmark {
  private static final String ID = "0123456789abcdefghij";
  private static final RegionId REGION = new RegionId("south");
  private static final SnapshotId SNAPSHOT = new SnapshotId(SnapshotId.PREFIX + ID);
  private static final SegmentReceipt RECEIPT =
      new SegmentReceipt(
          7, new AttemptId(AttemptId.PREFIX + ID), 128, 64 << 20, (64 << 20) + 4096, "0".repeat(64));
  private final JsonMessageCodec<TaskMessage> tasks = JsonMessageCodec.of(TaskMessage.class);
  private final JsonMessageCodec<Entity> entities = JsonMessageCodec.of(Entity.class);
  private final TaskMessage task =
      new TaskMessage.CopySegment(
          new TaskHead(
              new TaskId(TaskId.PREFIX + ID), 1, new CopyJobId(CopyJobId.PREFIX + ID), REGION),
          CopyMode.RESEALED,
          new SnapshotPlan(
              SNAPSHOT,
              SnapshotGeometry.ofSize(1L << 40),
              Optional.of(
                  new SourceSnapshot(
                      new RegionId("north"), SNAPSHOT, new SealId(SealId.PREFIX + ID)))),
          new PreparedSnapshot(
              SNAPSHOT,
              new SealId(SealId.PREFIX + ID),
              new WrappedKey(new KeyId(KeyId.PREFIX + ID), 1, "A".repeat(100))),
          RECEIPT,
          "A".repeat(400),
          "A".repeat(400));
  private final Entity segment = new SealedSegment(SNAPSHOT, RECEIPT);
  private final byte[] encodedTask = tasks.encode(task);
  private final byte[] encodedSegment = entities.encode(segment);

  /** Tasks per second. */
  @Benchmark
  public byte[] taskToJson() {
    return tasks.encode(task);
  }

  /** Tasks per second. */
  @Benchmark
  public TaskMessage taskFromJson() throws MessageFormatException {
    return tasks.decode(encodedTask);
  }

  /** Records per second. */
  @Benchmark
  public byte[] journalRecordToJson() {
    return entities.encode(segment);
  }

  /** Records per second. */
  @Benchmark
  public Entity journalRecordFromJson() throws MessageFormatException {
    return entities.decode(encodedSegment);
  }
}
