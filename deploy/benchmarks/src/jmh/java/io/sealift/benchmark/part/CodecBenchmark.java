package io.sealift.benchmark.part;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.EnvelopeException;
import io.sealift.agent.envelope.Manifest;
import io.sealift.agent.envelope.ManifestCodec;
import io.sealift.agent.envelope.SealContext;
import io.sealift.agent.envelope.SegmentSealer;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.WrappedKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A report as JSON, and the manifest of a disk of 64 GiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CodecBenchmark {
  private static final int SEGMENTS = 1024;
  private static final int SEGMENT = 64 << 20;
  private final SnapshotGeometry geometry =
      new SnapshotGeometry((long) SEGMENT * SEGMENTS, 512 << 10, SEGMENT);
  private final DataKey key = DataKey.draw(new SecureRandom());
  private final List<SegmentReceipt> receipts =
      IntStream.range(0, SEGMENTS).mapToObj(this::receipt).toList();
  private final Manifest manifest =
      new Manifest(
          new RegionId("north"),
          new SnapshotId("s-jmh"),
          new SealContext(new SealId(SealId.PREFIX + "jmh"), geometry),
          new WrappedKey(new KeyId(KeyId.PREFIX + "jmh"), 1, "AAAA"),
          receipts,
          Optional.empty());
  private final byte[] encoded = ManifestCodec.encode(manifest, key);
  private final JsonMessageCodec<ProgressMessage> reports =
      JsonMessageCodec.of(ProgressMessage.class);
  private final ProgressMessage report =
      new ProgressMessage.SegmentSealed(
          new TaskHead(
              new TaskId(TaskId.PREFIX + "jmh"),
              1,
              new CopyJobId(CopyJobId.PREFIX + "jmh"),
              new RegionId("north")),
          new AttemptId(AttemptId.PREFIX + "jmh"),
          new AgentId("agent-1"),
          new SnapshotId("s-jmh"),
          receipt(0));
  private final byte[] encodedReport = reports.encode(report);

  private SegmentReceipt receipt(int segment) {
    return new SegmentReceipt(
        segment,
        new AttemptId(AttemptId.PREFIX + "jmh"),
        geometry.blocksIn(segment),
        SEGMENT,
        SegmentSealer.headLength(geometry, segment) + (long) SEGMENT,
        "0".repeat(64));
  }

  /** Reports per second. */
  @Benchmark
  public byte[] reportToJson() {
    return reports.encode(report);
  }

  /** Reports per second. */
  @Benchmark
  public ProgressMessage reportFromJson() throws MessageFormatException {
    return reports.decode(encodedReport);
  }

  /** Manifests per second. */
  @Benchmark
  public byte[] manifestToJson() {
    return ManifestCodec.encode(manifest, key);
  }

  /** Manifests per second, parsed and verified. */
  @Benchmark
  public Manifest manifestFromJson() throws EnvelopeException {
    return ManifestCodec.parse(encoded).verify(key);
  }
}
