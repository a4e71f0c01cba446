package io.sealift.benchmark.peer;

import io.sealift.benchmark.image.TestImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies into encrypted disks by {@code qemu-img}. */
final class DiskCopies {
  private DiskCopies() {}

  /** From a file. */
  static class Luks extends PeerCopy {
    Luks(TestImage image, Path directory) throws IOException {
      this(Peer.QEMU_LUKS, image, directory);
    }

    Luks(Peer peer, TestImage image, Path directory) throws IOException {
      super(peer, image, directory);
    }

    @Override
    void copy() throws IOException, InterruptedException {
      convert(source());
    }

    final void convert(String from) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(List.of("qemu-img", "convert"));
      // Out of order and with the most coroutines: the fastest that it has. The hash is that of the
      // password alone; with the default one its timing of that fails now and then.
      command.addAll(List.of("-W", "-m", "16"));
      command.addAll(List.of("--object", "secret,id=s,data=benchmark"));
      command.addAll(
          List.of("-f", "raw", "-O", "luks", "-o", "key-secret=s,iter-time=10,hash-alg=sha512"));
      command.addAll(List.of(from, output().toString()));
      Programs.run(directory(), command, PATIENCE);
    }
  }

  /** From a network block device. */
  static final class LuksFromNbd extends Luks {
    LuksFromNbd(TestImage image, Path directory) throws IOException {
      super(Peer.QEMU_NBD, image, directory);
    }

    @Override
    void copy() throws IOException, InterruptedException {
      int port = StreamCopies.freePort();
      List<String> server =
          List.of("qemu-nbd", "-r", "-f", "raw", "-b", "127.0.0.1", "-p", "" + port, source());
      try (Programs.Running serving = Programs.start(directory(), server, Map.of())) {
        serving.awaitListener(port);
        convert("nbd://127.0.0.1:" + port);
        serving.await(PATIENCE);
      }
    }
  }
}
