package io.sealift.benchmark.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Forwards connections to another port, each direction of each over a link of its own. Closing ends
 * all of them.
 */
public final class Relay implements AutoCloseable {
  private final LinkModel model;
  private final InetSocketAddress target;
  private final ServerSocket server;
  private final Random seeds = new Random(1);
  private final List<Socket> sockets = new ArrayList<>();
  private boolean closed;

  private Relay(LinkModel model, InetSocketAddress target, ServerSocket server) {
    this.model = model;
    this.target = target;
    this.server = server;
  }

  /** Listens on one address and forwards to another. */
  public static Relay start(LinkModel model, InetSocketAddress from, InetSocketAddress to)
      throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(from);
    Relay relay = new Relay(model, to, server);
    start("relay-accept", relay::accept);
    return relay;
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = kept(server.accept());
        Socket called = kept(new Socket());
        called.connect(target);
        forward(caller, called);
        forward(called, caller);
      }
    } catch (IOException e) {
      close();
    }
  }

  private synchronized Socket kept(Socket socket) throws IOException {
    sockets.add(socket);
    if (closed) {
      socket.close();
    } else {
      socket.setTcpNoDelay(true);
    }
    return socket;
  }

  private synchronized void forward(Socket from, Socket to) {
    LinkDirection direction = new LinkDirection(model, seeds.nextLong());
    start("relay-in", () -> direction.take(from));
    start("relay-out", () -> direction.deliver(to));
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot close the relay", e);
    }
  }
}
