package io.sealift.benchmark.limit;

import io.sealift.agent.envelope.SealSelfTest;
import io.sealift.benchmark.measure.Case;
import io.sealift.benchmark.measure.Sample;

/** The agent's cipher alone, on one thread, block after block. */
public final class CipherLimit implements Case {
  private final long bytes;

  /** The time that so many bytes would take. */
  public CipherLimit(long bytes) {
    this.bytes = bytes;
  }

  @Override
  public String name() {
    return "cipher alone, seal, one thread";
  }

  @Override
  public int interval() {
    return 2;
  }

  @Override
  public Sample run() {
    double seconds = bytes / SealSelfTest.run().bytesPerSecond();
    return new Sample(seconds, seconds);
  }
}
