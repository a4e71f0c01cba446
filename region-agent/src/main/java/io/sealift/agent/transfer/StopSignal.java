package io.sealift.agent.transfer;

/**
 * Asked at least ten times a second by whatever waits or moves bytes: whether to go on. Safe for
 * use by many threads.
 */
@FunctionalInterface
public interface StopSignal {
  /** Never stops. */
  StopSignal NONE = () -> {};

  /** How long a wait may last before the signal is asked again. */
  long CHECK_MILLIS = 100;

  /** Throws when the work is no longer wanted; the code says why. */
  void check() throws TransferException;
}
