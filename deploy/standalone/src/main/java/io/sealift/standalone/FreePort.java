package io.sealift.standalone;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ports on the loopback address that a restart finds again. */
final class FreePort {
  private FreePort() {}

  /** Any free port. */
  static int any() throws IOException {
    try (ServerSocket socket = bound(0)) {
      return socket.getLocalPort();
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
