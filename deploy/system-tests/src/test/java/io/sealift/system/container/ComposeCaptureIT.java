package io.sealift.system.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What goes over the backbone during copies, as the machine's own tcpdump records it. */
@OnContainers
class ComposeCaptureIT {
  private static final String HALF = "what stands everywhere in this disk ";
  private static final byte[] MARKER =
      (HALF + "must not be on the backbone").getBytes(StandardCharsets.US_ASCII);
  private static final int DISK_BYTES = 24 << 20;
  private static final Path PCAP = Path.of("target/backbone.pcap");

  private ComposeCluster cluster;

  // Not in a constructor: JUnit makes instances of tests that it skips.
  @BeforeEach
  void start(ComposeCluster shared) {
    cluster = shared;
  }

  static boolean canCapture() {
    return Capture.isPossible();
  }

  @Test
  @EnabledIf("canCapture")
  void aDiskFullOfAMarkerLeavesNoMarkerOnTheBackbone() throws Exception {
    Path disk = Files.write(cluster.files().resolve("marked.raw"), marked());
    ClusterUser user = new ClusterUser(cluster, "coordinator-1");
    String imageId =
        Capture.during(cluster.bridge("backbone"), PCAP, () -> copyAndCompare(user, disk));

    // The disk went up once, between regions twice, and down twice.
    assertThat(Files.size(PCAP)).isGreaterThan(5L * DISK_BYTES);
    String captured = new String(Files.readAllBytes(PCAP), StandardCharsets.ISO_8859_1);
    // Agents name what they pull in the clear: what could be read is read.
    assertThat(captured).contains(snapshotOf(user, imageId));
    assertThat(captured.contains(HALF)).as("a marker on the backbone").isFalse();
    Files.delete(PCAP);
  }

  private static String copyAndCompare(ClusterUser user, Path disk) {
    String imageId = user.importImage("north", disk);
    JsonNode job = user.awaitSuccess(user.copy(imageId, 0, "south=alias/acs/ecs", "west"));
    user.assertCopiesEqual(job, disk);
    return imageId;
  }

  // Random bytes between the markers, so that the disk is as large on the wire as it is here.
  private static byte[] marked() {
    byte[] bytes = new byte[DISK_BYTES];
    new SplittableRandom(3).nextBytes(bytes);
    for (int at = 0; at + MARKER.length <= bytes.length; at += 2 * MARKER.length) {
      System.arraycopy(MARKER, 0, bytes, at, MARKER.length);
    }
    return bytes;
  }

  private static String snapshotOf(ClusterUser user, String imageId) {
    return user.get("/v1/images/" + imageId).path("disks").path(0).path("snapshotId").asText();
  }
}
