package io.sealift.benchmark;

import io.sealift.benchmark.measure.Requirement;
import io.sealift.benchmark.peer.Peer;
import io.sealift.benchmark.product.AgentCopy;
import io.sealift.benchmark.product.ApiCopy;
import io.sealift.protocol.CopyMode;
import java.util.List;
import java.util.Optional;

/** The ratios that Sealift promises, for an image of random bytes in a memory file system. */
final class Requirements {
  private Requirements() {}

  static List<Requirement> all() {
    String verbatim = AgentCopy.nameOf(CopyMode.VERBATIM);
    String resealed = AgentCopy.nameOf(CopyMode.RESEALED);
    return List.of(
        new Requirement(verbatim, Peer.SOCAT.label(), 0.9, Optional.of(1.1)),
        new Requirement(resealed, Peer.OPENSSL.label(), 1.5, Optional.of(2.5)),
        new Requirement(resealed, Peer.QEMU_LUKS.label(), 4, Optional.empty()),
        new Requirement(resealed, Peer.RCLONE.label(), 6, Optional.empty()),
        new Requirement(resealed, Peer.RESTIC.label(), 10, Optional.empty()),
        new Requirement(
            ApiCopy.nameOf(CopyMode.RESEALED), Peer.OPENSSL.label(), 1, Optional.of(2.0)));
  }

  /** Whether a ratio to that program is promised. */
  static boolean concern(Peer peer) {
    return all().stream().anyMatch(each -> each.peer().equals(peer.label()));
  }
}
