package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.agent.RegionAgentSettings.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who hears all that agents are sent, by users and by each other, hears no plain byte. */
class TapIT {
  private static final TestDisk DISK = new TestDisk(17, 3, 8);
  private static final String LISTENING = "127.0.0.2";

  @TempDir Path work;

  @Test
  void nothingOnTheWayToOrFromAnAgentBearsTheImagesMarker() throws Exception {
    Path disk = DISK.write(work.resolve("disk.raw"));
    Path tap = work.resolve("tap");
    Ports ports = new Ports(freePort(), freePort(), 0);
    try (TestCluster cluster = TestCluster.start(work.resolve("cluster"));
        RecordingRelay blocks = relay(tap.resolve("block"), ports.block());
        RecordingRelay control = relay(tap.resolve("control"), ports.control())) {
      cluster.stopAgent(NORTH, 1);
      cluster.startAgent(NORTH, 1, LISTENING, ports);
      ClusterClient client = cluster.client();

      String image = client.importImage(NORTH, "tapped", disk);
      ObjectNode request = ClusterClient.copy(image, NORTH, SOUTH);
      ClusterClient.withEncrypted(request, WEST, client.createKey(WEST));
      client.awaitSucceeded(client.submit(request));
      Path exported = client.exportImage(image, NORTH, work.resolve("exported.raw"));

      assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
      assertThat(blocks.recordedBytes()).isGreaterThan(2 * DISK.dataBytes());
      assertThat(control.recordedBytes()).isGreaterThan(2 * DISK.dataBytes());
    }
    FileScan scan = new FileScan().lookFor(DISK.canary());
    assertThat(scan.find(work)).as("the scan finds what is there").contains(Path.of("disk.raw"));
    assertThat(scan.find(tap)).isEmpty();
  }

  private static RecordingRelay relay(Path records, int port) throws IOException {
    return new RecordingRelay(
        records,
        InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** A port that is free on both addresses. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
