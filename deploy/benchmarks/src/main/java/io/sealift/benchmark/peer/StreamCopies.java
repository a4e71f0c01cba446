package io.sealift.benchmark.peer;

import io.sealift.benchmark.image.TestImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Copies of one stream: {@code cp}, and one TCP connection by {@code socat}. */
final class StreamCopies {
  // The fastest of 8 KiB to 1 MiB, where socat's own default is the slowest.
  private static final String BUFFER = "262144";

  private StreamCopies() {}

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** {@code cp}. */
  static final class Cp extends PeerCopy {
    Cp(TestImage image, Path directory) throws IOException {
      super(Peer.CP, image, directory);
    }

    @Override
    void copy() throws IOException, InterruptedException {
      Programs.run(directory(), List.of("cp", source(), output().toString()), PATIENCE);
    }
  }

  /** One TCP stream from a file to a file. */
  static class Socat extends PeerCopy {
    Socat(TestImage image, Path directory) throws IOException {
      this(Peer.SOCAT, image, directory);
    }

    Socat(Peer peer, TestImage image, Path directory) throws IOException {
      super(peer, image, directory);
    }

    @Override
    void copy() throws IOException, InterruptedException {
      int port = freePort();
      List<String> receiver =
          List.of(
              "socat",
              "-b",
              BUFFER,
              "-u",
              "TCP-LISTEN:%d,bind=127.0.0.1,reuseaddr".formatted(port),
              "CREATE:" + output());
      try (Programs.Running receiving = Programs.start(directory(), receiver, Map.of())) {
        receiving.awaitListener(port);
        try (Programs.Running sending = Programs.pipeline(directory(), sender(port))) {
          sending.await(PATIENCE);
        }
        receiving.await(PATIENCE);
      }
    }

    List<List<String>> sender(int port) {
      return List.of(
          List.of("socat", "-b", BUFFER, "-u", "FILE:" + source(), "TCP:127.0.0.1:" + port));
    }
  }

  /** The same, encrypted before it is sent. */
  static final class Openssl extends Socat {
    private static final String KEY = "00112233445566778899aabbccddeeff".repeat(2);

    Openssl(TestImage image, Path directory) throws IOException {
      super(Peer.OPENSSL, image, directory);
    }

    @Override
    List<List<String>> sender(int port) {
      String iv = KEY.substring(0, 32);
      return List.of(
          List.of("openssl", "enc", "-aes-256-ctr", "-K", KEY, "-iv", iv, "-in", source()),
          List.of("socat", "-b", BUFFER, "-u", "STDIN", "TCP:127.0.0.1:" + port));
    }
  }
}
