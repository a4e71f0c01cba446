package io.sealift.cli.disk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent's port that somebody else has taken, who takes connections and says nothing. */
class AgentClientTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  private ServerSocket silent;
  private AgentClient client;
  private TransferOffer.OfferedDisk disk;

  @BeforeEach
  void listen() throws IOException {
    silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    disk =
        new TransferOffer.OfferedDisk(
            new SnapshotId("s-1"), SnapshotGeometry.ofSize(1 << 20), "ticket", new BitSet());
    Endpoint endpoint = new Endpoint("127.0.0.1", silent.getLocalPort());
    client = new AgentClient(new TransferOffer(endpoint, "00".repeat(32), List.of(disk)), SHORT);
  }

  @AfterEach
  void close() throws IOException {
    silent.close();
  }

  @Test
  void anUploadThatNobodyTakesIsGivenUp() {
    BitSet blocks = new BitSet();
    blocks.set(0);
    byte[] block = new byte[disk.geometry().blockSizeBytes()];
    assertThatThrownBy(() -> client.upload(disk, 0, blocks, List.of(block), block.length))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing has moved for 100 ms");
  }

  @Test
  void aDownloadThatNobodyAnswersIsGivenUp() {
    assertThatThrownBy(() -> client.download(disk, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing has moved for 100 ms");
  }
}
