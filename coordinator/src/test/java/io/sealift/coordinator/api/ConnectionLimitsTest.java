package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionLimitsTest {
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

  @TempDir private Path directory;

  /** The first answer of a new process takes longer than the deadlines here. */
  @BeforeAll
  static void warm(@TempDir Path directory) throws Exception {
    try (ApiFixture api = ApiFixture.patient(directory);
        Socket socket = alive(api.port)) {
      assertThat(socket.isConnected()).isTrue();
    }
  }

  private ApiFixture api(int connections, Duration head, Duration idle) throws Exception {
    return new ApiFixture(directory, new ApiSettings("127.0.0.1", 0, connections, 1, head, idle));
  }

  @Test
  void aClientThatDripsItsHeadIsCutOff() throws Exception {
    try (ApiFixture api = api(10, Duration.ofMillis(700), Duration.ofMillis(500));
        Drip drip = new Drip(api.port, "GET /health/live HTTP/1.1\r\nX: ", "a")) {
      assertThat(drip.readUntilClosed()).isEmpty();
      assertThat(drip.lifetime()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
    }
  }

  @Test
  void aClientThatDripsItsSecondHeadIsCutOff() throws Exception {
    try (ApiFixture api = api(10, Duration.ofSeconds(1), Duration.ofSeconds(1));
        Drip drip = new Drip(api.port, LIVE + "GET /health/live HTTP/1.1\r\nX: ", "a")) {
      assertThat(drip.readUntilClosed()).startsWith("HTTP/1.1 200 ");
      assertThat(drip.lifetime()).isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
    }
  }

  @Test
  void aClientThatDripsItsBodyIsCutOff() throws Exception {
    try (ApiFixture api = api(10, Duration.ofMillis(700), Duration.ofMillis(500))) {
      byte[] body = " ".repeat(5000).getBytes(UTF_8);
      Map<String, String> headers = api.signed(ApiFixture.ALICE_KEY, "POST", "/v1/jobs", body);
      StringBuilder head = new StringBuilder("POST /v1/jobs HTTP/1.1\r\nContent-Length: 5000\r\n");
      headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
      try (Drip drip = new Drip(api.port, head + "\r\n", " ")) {
        assertThat(drip.readUntilClosed()).isEmpty();
        assertThat(drip.lifetime()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void aQuietConnectionIsClosed() throws Exception {
    try (ApiFixture api = api(10, Duration.ofSeconds(30), Duration.ofSeconds(2))) {
      assertThat(api.exchange(LIVE)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void connectionsAboveTheLimitAreClosedAndThenThereIsRoomAgain() throws Exception {
    try (ApiFixture api = api(3, Duration.ofSeconds(30), Duration.ofSeconds(30))) {
      List<Socket> open = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          open.add(alive(api.port));
        }
        assertThat(readOrReset(connect(api.port))).isEqualTo(-1);
      } finally {
        for (Socket socket : open) {
          socket.close();
        }
      }
      assertThat(isServedEventually(api.port)).isTrue();
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static Socket alive(int port) throws IOException {
    Socket socket = connect(port);
    socket.getOutputStream().write(LIVE.getBytes(UTF_8));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    return socket;
  }

  private static boolean isServedEventually(int port) throws IOException {
    for (int i = 0; i < 1000; i++) {
      try (Socket socket = connect(port)) {
        if (writtenOrReset(socket) && readOrReset(socket) == 'H') {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean writtenOrReset(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write(LIVE.getBytes(UTF_8));
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  private static int readOrReset(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketException e) {
      return -1;
    }
  }

  /** Sends something, and then a little again and again. */
  private static final class Drip implements AutoCloseable {
    private final Socket socket;
    private final ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();
    private final long start = System.nanoTime();

    Drip(int port, String first, String drop) throws IOException {
      socket = connect(port);
      socket.getOutputStream().write(first.getBytes(UTF_8));
      var unused = drops.scheduleAtFixedRate(() -> send(drop), 50, 50, TimeUnit.MILLISECONDS);
    }

    private void send(String drop) {
      try {
        socket.getOutputStream().write(drop.getBytes(UTF_8));
      } catch (IOException e) {
        drops.shutdown();
      }
    }

    String readUntilClosed() throws IOException {
      StringBuilder read = new StringBuilder();
      for (int c = readOrReset(socket); c >= 0; c = readOrReset(socket)) {
        read.append((char) c);
      }
      return read.toString();
    }

    Duration lifetime() {
      return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
      drops.shutdownNow();
      socket.close();
    }
  }
}
