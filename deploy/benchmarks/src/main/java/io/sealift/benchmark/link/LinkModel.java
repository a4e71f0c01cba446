package io.sealift.benchmark.link;

import java.time.Duration;

/**
 * A link between two regions as one TCP stream sees it. It is a model, not a network: bytes arrive
 * half a round trip after they were sent; how many may be under way is what the congestion window
 * of a textbook sender (Reno: slow start, one segment more for each round trip, half after a loss)
 * and the receiver's window of 4 MiB allow; and a loss holds up all that follows it for one round
 * trip, as a fast retransmission does. Real senders (CUBIC, BBR) do better on lossy links.
 *
 * @param loss the part of the segments that is lost, 0 to 1
 */
public record LinkModel(Duration roundTrip, double loss) {
  /** The bytes of a TCP segment on Ethernet. */
  static final int SEGMENT = 1460;

  /** The most that a receiver lets be under way: near Linux's default. */
  static final int RECEIVE_WINDOW = 4 << 20;

  private static final int FIRST_WINDOW = 10 * SEGMENT;
  private static final int LEAST_WINDOW = 2 * SEGMENT;

  public LinkModel {
    if (roundTrip.isNegative() || loss < 0 || loss >= 1) {
      throw new IllegalArgumentException("no such link: %s, %s".formatted(roundTrip, loss));
    }
  }

  long oneWayNanos() {
    return roundTrip.toNanos() / 2;
  }

  /** The window of one stream in one direction. Confined to one thread. */
  static final class Window {
    private double bytes = FIRST_WINDOW;
    private double slowStartEnd = RECEIVE_WINDOW;

    /** How many bytes may be under way. */
    int size() {
      return (int) bytes;
    }

    /** So many bytes have been acknowledged. */
    void acknowledged(int count) {
      bytes += bytes < slowStartEnd ? count : (double) SEGMENT * count / bytes;
      bytes = Math.min(bytes, RECEIVE_WINDOW);
    }

    /** A segment was lost. */
    void lost() {
      bytes = Math.max(bytes / 2, LEAST_WINDOW);
      slowStartEnd = bytes;
    }
  }
}
