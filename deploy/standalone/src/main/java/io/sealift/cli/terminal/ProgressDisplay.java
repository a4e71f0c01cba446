package io.sealift.cli.terminal;

/**
 * Shows how far each of several works has come. Works appear when first reported; not for use by
 * several threads.
 */
public interface ProgressDisplay extends AutoCloseable {
  /** Shows nothing. */
  ProgressDisplay SILENT =
      new ProgressDisplay() {
        @Override
        public void report(String work, String state, long bytesDone, long bytesTotal) {}

        @Override
        public void close() {}
      };

  /**
   * What is known now of one work.
   *
   * @param state one word or few, as {@code CREATING}
   * @param bytesTotal 0 while not known
   */
  void report(String work, String state, long bytesDone, long bytesTotal);

  @Override
  void close();
}
