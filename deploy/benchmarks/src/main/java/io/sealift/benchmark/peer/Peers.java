package io.sealift.benchmark.peer;

import io.sealift.benchmark.image.TestImage;
import io.sealift.benchmark.measure.Case;
import java.io.IOException;
import java.nio.file.Path;

/** The peers' copies. */
public final class Peers {
  private Peers() {}

  /** The copy that a peer makes of an image, in a folder of its own. */
  public static Case copy(Peer peer, TestImage image, Path directory) throws IOException {
    return switch (peer) {
      case CP -> new StreamCopies.Cp(image, directory);
      case SOCAT -> new StreamCopies.Socat(image, directory);
      case OPENSSL -> new StreamCopies.Openssl(image, directory);
      case QEMU_LUKS -> new DiskCopies.Luks(image, directory);
      case QEMU_NBD -> new DiskCopies.LuksFromNbd(image, directory);
      case RCLONE -> new StoreCopies.Rclone(image, directory);
      case RESTIC -> new StoreCopies.Restic(image, directory);
      case RSYNC -> new StoreCopies.Rsync(image, directory);
      case CASYNC -> new StoreCopies.Casync(image, directory);
    };
  }
}
