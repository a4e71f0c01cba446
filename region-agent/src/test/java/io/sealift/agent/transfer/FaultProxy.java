package io.sealift.agent.transfer;

import io.sealift.protocol.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy that harms the answers of a block port: it changes a byte, cuts the stream or stalls
 * at a position of the answer. The harm is done to the first connections only, as many as told.
 */
public final class FaultProxy implements AutoCloseable {
  /** What happens at the position. */
  public enum Fault {
    FLIP,
    CUT,
    STALL
  }

  private final Endpoint upstream;
  private final Fault fault;
  private final long position;
  private final AtomicInteger harmsLeft;
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * A proxy in front of a block port; the position counts the bytes of the answer, its head
   * included.
   */
  public FaultProxy(Endpoint upstream, Fault fault, long position, int harms) throws IOException {
    this.upstream = upstream;
    this.fault = fault;
    this.position = position;
    this.harmsLeft = new AtomicInteger(harms);
    threads.execute(this::accept);
  }

  /** Where to connect. */
  public Endpoint endpoint() {
    return new Endpoint("127.0.0.1", server.getLocalPort());
  }

  /** How many connections were made. */
  public int connections() {
    return connections.get();
  }

  /** Opens once an answer stalls. */
  public CountDownLatch stalled() {
    return stalled;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        connections.incrementAndGet();
        Socket source = new Socket(InetAddress.getByName(upstream.host()), upstream.port());
        boolean harm = harmsLeft.getAndDecrement() > 0;
        threads.execute(() -> forward(client, source, Long.MAX_VALUE));
        threads.execute(() -> forward(source, client, harm ? position : Long.MAX_VALUE));
      }
    } catch (IOException e) {
      threads.shutdownNow();
    }
  }

  private void forward(Socket from, Socket to, long harmAt) {
    byte[] buffer = new byte[64 << 10];
    long sent = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        if (harmAt >= sent && harmAt < sent + count) {
          int at = (int) (harmAt - sent);
          if (fault == Fault.FLIP) {
            buffer[at] ^= 1;
          } else {
            out.write(buffer, 0, at);
            out.flush();
            if (fault == Fault.STALL) {
              stalled.countDown();
              Thread.currentThread().join();
            }
            return;
          }
        }
        out.write(buffer, 0, count);
        sent += count;
      }
    } catch (IOException e) {
      // One side is gone; closing both tells the other.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
