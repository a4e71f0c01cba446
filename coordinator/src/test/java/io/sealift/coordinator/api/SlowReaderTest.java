package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that ask and ask and do not read. What the server holds for one of them is counted: an
 * answer that no socket takes as a whole, and the next one behind it. The kernel's buffers can be
 * as large as they like below that.
 */
final class SlowReaderTest {
  private static final int ANSWER_BYTES = 16 << 20;
  private static final int ANSWERS_AT_HAND = 2;
  private static final byte[] ASKS_OFTEN =
      "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000).getBytes(US_ASCII);
  // A server that stopped to read has long refused by then.
  private static final int MOST_WRITES = 2_000;
  private static final String LIVE =
      "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final Duration FAR = Duration.ofMinutes(10);
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path directory;

  /** The first answer of a new process takes longer than the deadlines here. */
  @BeforeAll
  static void warm(@TempDir Path directory) throws Exception {
    try (ApiFixture api = ApiFixture.patient(directory)) {
      api.whyNotReady = Optional.of("x".repeat(ANSWER_BYTES));
      assertThat(api.exchange(LIVE.replace("live", "ready"))).hasSizeGreaterThan(ANSWER_BYTES);
    }
  }

  private ApiFixture api(Duration idle) throws Exception {
    ApiFixture api = new ApiFixture(directory, new ApiSettings("127.0.0.1", 0, 100, 1, FAR, idle));
    api.whyNotReady = Optional.of("x".repeat(ANSWER_BYTES));
    return api;
  }

  @Test
  void whoNeverReadsLosesTheConnectionAfterAnAnswerOrTwo() throws Exception {
    try (ApiFixture api = api(Duration.ofSeconds(2));
        Greedy client = new Greedy(api.port)) {
      assertThat(client.writesUntilRefused()).isLessThan(MOST_WRITES);

      assertThat(api.readinessAsked.get()).isBetween(1, ANSWERS_AT_HAND);
      assertThat(api.exchange(LIVE)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whoReadsDropByDropLosesTheConnectionToo() throws Exception {
    try (ApiFixture api = api(Duration.ofSeconds(2));
        Greedy client = new Greedy(api.port)) {
      client.drip();

      assertThat(client.writesUntilRefused()).isLessThan(MOST_WRITES);

      assertThat(client.drops()).isPositive();
      assertThat(api.readinessAsked.get()).isBetween(1, ANSWERS_AT_HAND);
    }
  }

  @Test
  void othersAreServedWhileSomeDoNotRead() throws Exception {
    int many = 3;
    List<Greedy> greedy = new ArrayList<>();
    try (ApiFixture api = api(FAR)) {
      try {
        for (int i = 0; i < many; i++) {
          greedy.add(new Greedy(api.port).asking());
        }
        for (int i = 0; i < 20; i++) {
          assertThat(api.exchange(LIVE)).startsWith("HTTP/1.1 200 ");
        }
        assertThat(api.readinessAsked.get()).isLessThanOrEqualTo(many * ANSWERS_AT_HAND);
      } finally {
        for (Greedy client : greedy) {
          client.close();
        }
      }
    }
  }

  /** A client with a small window, that asks for much more than it reads. */
  private static final class Greedy implements AutoCloseable {
    private static final int WINDOW_BYTES = 4 << 10;

    private final Socket socket = new Socket();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final AtomicInteger drops = new AtomicInteger();

    Greedy(int port) throws IOException {
      // Before it connects, or the window is agreed on already.
      socket.setReceiveBufferSize(WINDOW_BYTES);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    Greedy asking() throws IOException {
      socket.getOutputStream().write(ASKS_OFTEN);
      return this;
    }

    /** Reads a byte now and then. */
    void drip() {
      var unused = threads.scheduleAtFixedRate(this::drop, 20, 20, TimeUnit.MILLISECONDS);
    }

    private void drop() {
      try {
        if (socket.getInputStream().read() >= 0) {
          drops.incrementAndGet();
        }
      } catch (IOException e) {
        threads.shutdown();
      }
    }

    int drops() {
      return drops.get();
    }

    /** A server that does not read lets a write wait, and one that closes makes it fail. */
    int writesUntilRefused() throws Exception {
      return CompletableFuture.supplyAsync(this::write, threads)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private int write() {
      int writes = 0;
      try {
        OutputStream out = socket.getOutputStream();
        for (; writes < MOST_WRITES; writes++) {
          out.write(ASKS_OFTEN);
        }
      } catch (SocketException e) {
        return writes;
      } catch (IOException e) {
        throw new IllegalStateException("cannot write", e);
      }
      return writes;
    }

    @Override
    public void close() throws IOException {
      socket.close();
      threads.shutdownNow();
    }
  }
}
