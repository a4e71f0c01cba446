package io.sealift.benchmark.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection over the model of a link. One thread takes what is sent, as the
 * window allows; another delivers it when its time has come. A byte is under way until its
 * acknowledgement would have come back.
 */
final class LinkDirection {
  private static final int MOST_AT_ONCE = 64 << 10;

  /** Bytes under way; empty ones end the stream. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Flight(byte[] bytes, long arrivesNanos) {}

  private record Unacknowledged(int count, long returnsNanos) {}

  private final LinkModel model;
  private final Random random;
  private final LinkModel.Window window = new LinkModel.Window();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Flight> flights = new ArrayDeque<>();
  private final Deque<Unacknowledged> unacknowledged = new ArrayDeque<>();
  private int underWay;
  private long lastArrival = System.nanoTime();

  LinkDirection(LinkModel model, long seed) {
    this.model = model;
    this.random = new Random(seed);
  }

  /** Takes bytes from the socket until it ends. */
  void take(Socket from) {
    byte[] buffer = new byte[MOST_AT_ONCE];
    try {
      InputStream input = from.getInputStream();
      while (true) {
        int count = input.read(buffer, 0, room());
        if (count < 0) {
          send(new byte[0]);
          return;
        }
        byte[] bytes = new byte[count];
        System.arraycopy(buffer, 0, bytes, 0, count);
        send(bytes);
      }
    } catch (IOException e) {
      send(new byte[0]);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the window allows something; gives how much. */
  private int room() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        acknowledge();
        int room = Math.min(window.size() - underWay, MOST_AT_ONCE);
        if (room > 0) {
          return room;
        }
        @Nullable Unacknowledged next = unacknowledged.peek();
        long wait = next == null ? 0 : next.returnsNanos() - System.nanoTime();
        changed.awaitNanos(Math.max(1, wait));
      }
    } finally {
      lock.unlock();
    }
  }

  private void acknowledge() {
    long now = System.nanoTime();
    for (@Nullable Unacknowledged next = unacknowledged.peek();
        next != null && next.returnsNanos() - now <= 0;
        next = unacknowledged.peek()) {
      unacknowledged.remove();
      underWay -= next.count();
      window.acknowledged(next.count());
    }
  }

  private void send(byte[] bytes) {
    lock.lock();
    try {
      long arrives = System.nanoTime() + model.oneWayNanos();
      int segments = (bytes.length + LinkModel.SEGMENT - 1) / LinkModel.SEGMENT;
      boolean lost = false;
      for (int i = 0; i < segments; i++) {
        lost |= random.nextDouble() < model.loss();
      }
      if (lost) {
        // Several losses within one round trip count as one, as in Reno.
        window.lost();
        arrives += model.roundTrip().toNanos();
      }
      // Bytes stay in order: what follows a loss waits for it.
      arrives = Math.max(arrives, lastArrival);
      lastArrival = arrives;
      flights.add(new Flight(bytes, arrives));
      unacknowledged.add(new Unacknowledged(bytes.length, arrives + model.oneWayNanos()));
      underWay += bytes.length;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Delivers what has arrived, until the stream ends. */
  void deliver(Socket to) {
    try {
      OutputStream output = to.getOutputStream();
      for (byte[] bytes = arrived(); bytes.length > 0; bytes = arrived()) {
        output.write(bytes);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      closeQuietly(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] arrived() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        @Nullable Flight next = flights.peek();
        long wait =
            next == null ? TimeUnit.SECONDS.toNanos(1) : next.arrivesNanos() - System.nanoTime();
        if (next != null && wait <= 0) {
          flights.remove();
          return next.bytes();
        }
        changed.awaitNanos(wait);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close a socket", e);
    }
  }
}
