package io.sealift.benchmark.part;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.EnvelopeException;
import io.sealift.agent.envelope.SealContext;
import io.sealift.agent.envelope.SegmentHead;
import io.sealift.agent.envelope.SegmentOpener;
import io.sealift.agent.envelope.SegmentSealer;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import java.security.SecureRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Sealing and opening blocks of 512 KiB, and the head of a segment of 64 MiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SealingBenchmark {
  private static final int BLOCK = 512 << 10;
  private static final int BLOCKS = 128;
  private final SnapshotGeometry geometry =
      new SnapshotGeometry((long) BLOCK * BLOCKS, BLOCK, BLOCK * BLOCKS);
  private final SealContext content = new SealContext(new SealId(SealId.PREFIX + "jmh"), geometry);
  private final SecureRandom random = new SecureRandom();
  private final DataKey key = DataKey.draw(random);
  private final byte[] plain = new byte[BLOCK];
  private final byte[] sealed = new byte[BLOCK];
  private byte[] head = new byte[0];

  /** Seals a segment, so that there is one to open. */
  @Setup
  public void prepare() {
    head = sealSegment();
  }

  /** Blocks per second. */
  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public byte[] seal() {
    return sealSegment();
  }

  /** Blocks per second; always the segment's last. */
  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public int open() throws EnvelopeException {
    try (SegmentOpener opener = new SegmentOpener(key, content, SegmentHead.parse(head))) {
      int length = 0;
      for (int block = 0; block < BLOCKS; block++) {
        length += opener.open(BLOCKS - 1, sealed, 0, plain, 0);
      }
      return length;
    }
  }

  /** Heads per second, parsed and digested. */
  @Benchmark
  public String segmentHead() throws EnvelopeException {
    return SegmentHead.parse(head).digest();
  }

  private byte[] sealSegment() {
    byte[] salt = new byte[32];
    random.nextBytes(salt);
    try (SegmentSealer sealer = new SegmentSealer(key, content, 0, salt)) {
      for (int block = 0; block < BLOCKS; block++) {
        sealer.seal(block, plain, 0, BLOCK, sealed, 0);
      }
      return sealer.finishHead();
    }
  }
}
