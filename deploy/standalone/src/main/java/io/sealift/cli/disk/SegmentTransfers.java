package io.sealift.cli.disk;

import io.sealift.cli.client.RestFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;

/**
 * Moves segments over several connections at once. What fails in passing is tried again with a
 * fresh offer, because the agent may have gone and the ticket may have run out; it is given up when
 * nothing at all has moved for as long as the patience.
 */
final class SegmentTransfers {
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LAST_PAUSE_MILLIS = 2_000;
  private static final long SHOW_MILLIS = 200;
  private static final int MAX_ATTEMPTS = 100;
  private static final int MAX_TLS_ATTEMPTS = 4;

  private final TransferOffer.Source offers;
  private final int connections;
  private final Duration patience;
  private final AtomicLong lastSuccess = new AtomicLong(System.nanoTime());
  private Session session;

  SegmentTransfers(
      TransferOffer first, TransferOffer.Source offers, int connections, Duration patience) {
    this.offers = offers;
    this.connections = connections;
    this.patience = patience;
    this.session = new Session(first);
  }

  /** One segment of one disk of the offer. */
  record Piece(int disk, int segment) {}

  /** How one segment moves. */
  @FunctionalInterface
  interface Mover {
    void move(AgentClient agent, TransferOffer.OfferedDisk disk, Piece piece)
        throws IOException, InterruptedException;
  }

  /** Moves all pieces; {@code show} runs on the calling thread every now and then. */
  void run(List<Piece> pieces, Mover mover, Runnable show)
      throws IOException, InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Piece piece : pieces) {
        running.add(
            workers.submit(
                () -> {
                  moveWithRetries(piece, mover);
                  return null;
                }));
      }
      for (Future<?> future : running) {
        await(future, show);
      }
      show.run();
    } finally {
      workers.shutdownNow();
    }
  }

  private static void await(Future<?> future, Runnable show)
      throws IOException, InterruptedException {
    while (true) {
      try {
        future.get(SHOW_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        show.run();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException failure) {
          throw failure;
        }
        throw new IllegalStateException("a transfer ended in a defect", e.getCause());
      }
    }
  }

  private void moveWithRetries(Piece piece, Mover mover) throws IOException, InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; ; attempt++) {
      Session current = session();
      try {
        mover.move(current.agent, current.offer.disks().get(piece.disk()), piece);
        lastSuccess.set(System.nanoTime());
        return;
      } catch (AgentClient.AgentRefusal e) {
        if (!e.passing()) {
          throw e;
        }
        giveUpOrPause(attempt, pause, e);
      } catch (SourceChangedException e) {
        throw e;
      } catch (IOException e) {
        giveUpOrPause(attempt, pause, e);
      }
      renew(current);
      pause = Math.min(2 * pause, LAST_PAUSE_MILLIS);
    }
  }

  private void giveUpOrPause(int attempt, long pauseMillis, IOException problem)
      throws IOException, InterruptedException {
    boolean stuck = System.nanoTime() - lastSuccess.get() > patience.toNanos();
    // A fresh offer names the certificate of an agent that came back; if it does not fit either, it
    // never will.
    int attempts = problem instanceof SSLException ? MAX_TLS_ATTEMPTS : MAX_ATTEMPTS;
    if (stuck || attempt >= attempts) {
      throw problem;
    }
    TimeUnit.MILLISECONDS.sleep(pauseMillis);
  }

  private synchronized Session session() {
    return session;
  }

  private synchronized void renew(Session failed) throws IOException, InterruptedException {
    if (session != failed) {
      return;
    }
    try {
      session = new Session(offers.fetch());
    } catch (RestFailure e) {
      throw e;
    } catch (IOException e) {
      if (System.nanoTime() - lastSuccess.get() > patience.toNanos()) {
        throw e;
      }
    }
  }

  private static final class Session {
    final TransferOffer offer;
    final AgentClient agent;

    Session(TransferOffer offer) {
      this.offer = offer;
      this.agent = new AgentClient(offer, AgentClient.STALL_LIMIT);
    }
  }
}
