package io.sealift.system.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Somebody on the line: forwards connections to the same port of another address, and writes down
 * every byte of them, each direction of each connection in a file of its own.
 */
final class RecordingRelay implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Path records;
  private final InetSocketAddress target;
  private final ServerSocket server = new ServerSocket();
  private final List<Socket> sockets = new ArrayList<>();
  private int connections;

  RecordingRelay(Path records, InetAddress listening, InetSocketAddress target) throws IOException {
    this.records = Files.createDirectories(records);
    this.target = target;
    server.bind(new InetSocketAddress(listening, target.getPort()));
    start(this::accept);
  }

  /** How much has been written down so far. */
  long recordedBytes() throws IOException {
    try (Stream<Path> files = Files.list(records)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private void accept() {
    try {
      while (true) {
        forward(server.accept());
      }
    } catch (IOException e) {
      close();
    }
  }

  private synchronized void forward(Socket caller) throws IOException {
    Socket called = new Socket();
    called.connect(target);
    sockets.add(caller);
    sockets.add(called);
    String name = "%d-%04d".formatted(target.getPort(), connections++);
    start(() -> copy(caller, called, records.resolve(name + "-request")));
    start(() -> copy(called, caller, records.resolve(name + "-answer")));
  }

  // Either side may go at any time; then this connection ends, and that is all.
  @SuppressWarnings("EmptyCatch")
  private static void copy(Socket from, Socket to, Path record) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (OutputStream written = Files.newOutputStream(record);
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        written.write(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // As said above.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "recording-relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized void close() {
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
