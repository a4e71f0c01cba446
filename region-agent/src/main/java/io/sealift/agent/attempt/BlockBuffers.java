package io.sealift.agent.attempt;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Buffers for blocks, handed from attempt to attempt so that an agent's memory does not grow with
 * what it copies. What may hold plain bytes is wiped when it comes back. Safe for use by many
 * threads.
 */
public final class BlockBuffers {
  /** One attempt's buffers. Closing gives them back. Confined to one thread. */
  public final class Loan implements AutoCloseable {
    private final ByteBuffer direct;
    private final byte[] cipher;
    private final byte[] plain;

    private Loan(int blockBytes) {
      this.direct = ByteBuffer.allocateDirect(blockBytes);
      this.cipher = new byte[blockBytes];
      this.plain = new byte[blockBytes];
    }

    /** For ciphertext that passes through: outside the heap. */
    public ByteBuffer direct() {
      return direct;
    }

    /** For ciphertext that is opened or was sealed. */
    public byte[] cipher() {
      return cipher;
    }

    /** For plain bytes. */
    public byte[] plain() {
      return plain;
    }

    @Override
    public void close() {
      Arrays.fill(plain, (byte) 0);
      giveBack(this);
    }
  }

  private final int maxKept;
  private final Deque<Loan> kept = new ArrayDeque<>();

  /** Keeps at most so many loans for later. */
  public BlockBuffers(int maxKept) {
    this.maxKept = maxKept;
  }

  /** Buffers that each hold a block of this size. */
  public synchronized Loan borrow(int blockBytes) {
    for (Loan loan : kept) {
      if (loan.cipher.length >= blockBytes) {
        kept.remove(loan);
        return loan;
      }
    }
    return new Loan(blockBytes);
  }

  private synchronized void giveBack(Loan loan) {
    if (kept.size() < maxKept) {
      kept.push(loan);
    }
  }
}
