package io.sealift.agent.envelope;

import java.util.Arrays;

/**
 * What an agent checks of its cipher when it starts: that it opens what it seals and refuses what
 * was altered, and how fast it is. Running it also brings the JDK's cipher to speed, which is slow
 * until the JIT has compiled it.
 *
 * @param engineName which implementation seals, for logs and metrics
 * @param bytesPerSecond how much one thread seals per second
 */
public record SealSelfTest(String engineName, double bytesPerSecond) {
  private static final int BLOCK_BYTES = 512 << 10;
  private static final int WARM_UP_BYTES = 16 << 10;
  private static final int WARM_UP_ROUNDS = 256;
  private static final long WARM_UP_NANOS = 5_000_000_000L;
  private static final long FAST_BLOCK_NANOS = 1_000_000;
  private static final int MEASURED_BLOCKS = 128;

  /**
   * Runs it, with a throw-away key; takes below 0.1 s on the native engine and 1 to 5 s on the
   * JDK's.
   */
  public static SealSelfTest run() {
    return run(AeadEngine.best());
  }

  static SealSelfTest run(AeadEngine engine) {
    try (AeadCipher cipher = engine.create(new byte[AeadCipher.KEY_LENGTH])) {
      Rounds rounds = new Rounds(cipher);
      rounds.requireSound();
      if (engine == AeadEngine.JDK) {
        warmUp(rounds);
      }
      rounds.seal(MEASURED_BLOCKS / 4);
      long start = System.nanoTime();
      rounds.seal(MEASURED_BLOCKS);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new SealSelfTest(engine.label(), MEASURED_BLOCKS * (double) BLOCK_BYTES / seconds);
    }
  }

  /**
   * Many small messages make the JIT compile what few big ones do not; ends when whole blocks are
   * fast, or after 5 s.
   */
  private static void warmUp(Rounds rounds) {
    long start = System.nanoTime();
    boolean fast = false;
    while (!fast && System.nanoTime() - start < WARM_UP_NANOS) {
      rounds.sealAndOpen(WARM_UP_ROUNDS, WARM_UP_BYTES);
      long blockStart = System.nanoTime();
      rounds.sealAndOpen(1, BLOCK_BYTES);
      fast = System.nanoTime() - blockStart < FAST_BLOCK_NANOS;
    }
  }

  /** The buffers of one run. Nonces count up, for ciphers that refuse one twice. */
  private static final class Rounds {
    private final AeadCipher cipher;
    private final byte[] plain = new byte[BLOCK_BYTES];
    private final byte[] sealed = new byte[BLOCK_BYTES];
    private final byte[] opened = new byte[BLOCK_BYTES];
    private final byte[] tag = new byte[AeadCipher.TAG_LENGTH];
    private final byte[] nonce = new byte[AeadCipher.NONCE_LENGTH];
    private final byte[] associatedData = new byte[SegmentFormat.HEADER_LENGTH];
    private long count;

    Rounds(AeadCipher cipher) {
      this.cipher = cipher;
      Arrays.fill(plain, (byte) 0x5A);
    }

    void requireSound() {
      sealOne(BLOCK_BYTES);
      boolean opens = openOne(BLOCK_BYTES) && Arrays.equals(plain, opened);
      sealed[BLOCK_BYTES / 2] ^= 1;
      if (!opens || openOne(BLOCK_BYTES)) {
        throw new IllegalStateException("cipher self-test failed");
      }
    }

    void seal(int times) {
      for (int i = 0; i < times; i++) {
        sealOne(BLOCK_BYTES);
      }
    }

    void sealAndOpen(int times, int length) {
      for (int i = 0; i < times; i++) {
        sealOne(length);
        if (!openOne(length)) {
          throw new IllegalStateException("cipher self-test failed");
        }
      }
    }

    private void sealOne(int length) {
      count++;
      for (int i = 0; i < Long.BYTES; i++) {
        nonce[nonce.length - 1 - i] = (byte) (count >>> (Byte.SIZE * i));
      }
      cipher.begin(nonce, associatedData);
      cipher.seal(plain, 0, length, sealed, 0);
      cipher.copyTag(tag, 0);
    }

    private boolean openOne(int length) {
      cipher.begin(nonce, associatedData);
      return cipher.open(sealed, 0, length, tag, opened, 0);
    }
  }
}
