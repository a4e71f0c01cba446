package io.sealift.benchmark.limit;

import io.sealift.benchmark.measure.Case;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.measure.Stopwatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One TCP connection over loopback, received into a large buffer and dropped. */
public final class LoopbackLimit implements Case {
  private static final int BUFFER = 512 << 10;
  private static final long PATIENCE_SECONDS = 300;

  /** How the bytes get into the socket. */
  public enum Sender {
    /** Written from one buffer again and again. */
    BUFFER,
    /** By {@code sendfile} from the image. */
    SENDFILE
  }

  private final Sender sender;
  private final Path file;
  private final long bytes;

  /** A stream of so many bytes. */
  public LoopbackLimit(Sender sender, Path file, long bytes) {
    this.sender = sender;
    this.file = file;
    this.bytes = bytes;
  }

  @Override
  public String name() {
    return sender == Sender.BUFFER ? "loopback TCP, large buffers" : "loopback TCP, sendfile";
  }

  @Override
  public int interval() {
    return 2;
  }

  @Override
  public Sample run() throws IOException, InterruptedException, TimeoutException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Stopwatch watch = Stopwatch.start();
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try (SocketChannel socket = SocketChannel.open(server.getLocalAddress())) {
                  send(socket);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      try (SocketChannel socket = server.accept()) {
        drain(socket);
      }
      sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return watch.stop();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private void send(SocketChannel socket) throws IOException {
    if (sender == Sender.SENDFILE) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        for (long at = 0; at < bytes; ) {
          at += channel.transferTo(at, bytes - at, socket);
        }
      }
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    for (long at = 0; at < bytes; ) {
      buffer.clear().limit((int) Math.min(BUFFER, bytes - at));
      while (buffer.hasRemaining()) {
        at += socket.write(buffer);
      }
    }
  }

  private void drain(SocketChannel socket) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    for (long at = 0; at < bytes; ) {
      buffer.clear();
      int count = socket.read(buffer);
      if (count < 0) {
        throw new IOException("the stream ended early");
      }
      at += count;
    }
  }
}
