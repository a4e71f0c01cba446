package io.sealift.benchmark.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Sends the bytes through the relay to a server that answers with them; gives the answer. */
  private static byte[] echoed(LinkModel model, byte[] bytes) throws Exception {
    try (ServerSocket server = new ServerSocket()) {
      server.bind(ANY);
      CompletableFuture<Void> echo =
          CompletableFuture.runAsync(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().transferTo(socket.getOutputStream());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      try (Relay relay =
              Relay.start(
                  model,
                  ANY,
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
        CompletableFuture<Void> sent =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    socket.getOutputStream().write(bytes);
                    socket.shutdownOutput();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
        byte[] answer = socket.getInputStream().readAllBytes();
        sent.join();
        echo.join();
        return answer;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05})
  void bytesArriveInOrderAndWhole(double loss) throws Exception {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);

    assertThat(echoed(new LinkModel(Duration.ofMillis(2), loss), bytes)).isEqualTo(bytes);
  }

  @Test
  void anAnswerTakesARoundTripAtLeast() throws Exception {
    long start = System.nanoTime();
    echoed(new LinkModel(Duration.ofMillis(60), 0), new byte[1]);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(60));
  }

  @Test
  void theWindowDoublesInARoundTripAndHalvesAfterALoss() {
    LinkModel.Window window = new LinkModel.Window();
    int first = window.size();
    window.acknowledged(first);
    assertThat(window.size()).isEqualTo(2 * first);

    window.lost();
    assertThat(window.size()).isEqualTo(first);

    window.acknowledged(first);
    assertThat(window.size()).isEqualTo(first + LinkModel.SEGMENT);
  }

  @Test
  void theWindowStaysWithinWhatTheReceiverTakes() {
    LinkModel.Window window = new LinkModel.Window();
    for (int i = 0; i < 20; i++) {
      window.acknowledged(window.size());
    }
    assertThat(window.size()).isEqualTo(LinkModel.RECEIVE_WINDOW);
  }
}
