package io.sealift.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreePortTest {
  private static final int FIRST_OF_OUTGOING_CONNECTIONS = 32_768;

  @RepeatedTest(50)
  void noOutgoingConnectionTakesAChosenPort() throws IOException {
    assertThat(FreePort.any()).isBetween(1024, FIRST_OF_OUTGOING_CONNECTIONS - 1);
  }

  @Test
  void aPortIsFoundAgainAndReplacedWhereItIsTaken(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("port");
    int port = FreePort.remembered(file);

    assertThat(FreePort.remembered(file)).isEqualTo(port);
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FreePort.remembered(file)).isNotEqualTo(taken.getLocalPort());
    }
  }
}
