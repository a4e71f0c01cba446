package io.sealift.benchmark.measure;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** One way to do a piece of work, which can be timed again and again. */
public interface Case extends AutoCloseable {
  /** What the table calls it. */
  String name();

  /**
   * Does the work once and takes its results away again.
   *
   * @return what it took; what prepares the run and cleans up after it does not count
   */
  Sample run() throws IOException, InterruptedException, TimeoutException;

  /** How many runs it takes to come to the speed that lasts. */
  default int warmUps() {
    return 1;
  }

  /**
   * Runs in the first round and in each so many-th after it: 1 for all. More is for what takes long
   * and for what nothing is required of.
   */
  default int interval() {
    return 1;
  }

  /** Ends what the case keeps between runs. */
  @Override
  default void close() throws IOException {}
}
