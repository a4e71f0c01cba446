package io.sealift.standalone;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on the loopback address that a restart finds again. */
final class FreePort {
  // Below the ports that Linux, macOS and Windows give to outgoing connections: one of those could
  // take the port between
  // our look at it and its server's.
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;
  private static final int MAX_TRIES = 100;

  private FreePort() {}

  /** Any free port that no outgoing connection will take. */
  static int any() throws IOException {
    for (int tries = 1; ; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = bound(port)) {
        return socket.getLocalPort();
      } catch (BindException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  /** The port noted in the file where that is free, else any free one, which is noted there. */
  static int remembered(Path file) throws IOException {
    int port = read(file);
    if (port != 0) {
      try (ServerSocket socket = bound(port)) {
        return socket.getLocalPort();
      } catch (BindException e) {
        port = 0;
      }
    }
    port = any();
    note(file, port);
    return port;
  }

  static void note(Path file, int port) throws IOException {
    Files.writeString(file, Integer.toString(port));
  }

  private static int read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    String text = Files.readString(file).strip();
    return text.matches("[0-9]{1,5}") && Integer.parseInt(text) < (1 << 16)
        ? Integer.parseInt(text)
        : 0;
  }

  private static ServerSocket bound(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
