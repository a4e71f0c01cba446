package io.sealift.benchmark.limit;

import io.sealift.benchmark.measure.Case;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.measure.Stopwatch;
import java.nio.ByteBuffer;

/** Memory copied to memory, far apart enough that caches do not help. */
public final class MemoryCopyLimit implements Case {
  private static final int BUFFER = 64 << 20;
  private final ByteBuffer from = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer to = ByteBuffer.allocateDirect(BUFFER);
  private final long bytes;

  /** A copy of so many bytes. */
  public MemoryCopyLimit(long bytes) {
    this.bytes = bytes;
    // Touches every page, so that the first run does not pay for it.
    to.put(from).clear();
    from.clear();
  }

  @Override
  public String name() {
    return "memory copy";
  }

  @Override
  public int interval() {
    return 2;
  }

  @Override
  public Sample run() {
    Stopwatch watch = Stopwatch.start();
    for (long at = 0; at < bytes; at += BUFFER) {
      int length = (int) Math.min(BUFFER, bytes - at);
      to.put(0, from, 0, length);
    }
    return watch.stop();
  }
}
