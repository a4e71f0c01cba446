package io.sealift.benchmark.peer;

import io.sealift.benchmark.image.TestImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies by programs that keep stores or run servers of their own. */
final class StoreCopies {
  private StoreCopies() {}

  /** {@code rclone} from WebDAV to its encrypted remote. */
  static final class Rclone extends PeerCopy {
    private final String file;
    private final String folder;

    Rclone(TestImage image, Path directory) throws IOException {
      super(Peer.RCLONE, image, directory);
      this.file = image.file().getFileName().toString();
      this.folder = image.file().toAbsolutePath().resolveSibling("").toString();
    }

    @Override
    void copy() throws IOException, InterruptedException {
      int port = StreamCopies.freePort();
      String address = "127.0.0.1:" + port;
      Map<String, String> environment =
          Map.of(
              "RCLONE_CONFIG",
              directory().resolve("none.conf").toString(),
              "RCLONE_CONFIG_FROM_TYPE",
              "webdav",
              "RCLONE_CONFIG_FROM_URL",
              "http://" + address,
              "RCLONE_CONFIG_TO_TYPE",
              "crypt",
              "RCLONE_CONFIG_TO_REMOTE",
              output().toString(),
              // "benchmark", in the form that rclone keeps passwords in.
              "RCLONE_CONFIG_TO_PASSWORD",
              obscured());
      List<String> serve = List.of("rclone", "serve", "webdav", folder, "--addr", address);
      try (Programs.Running serving = Programs.start(directory(), serve, environment)) {
        serving.awaitListener(port);
        Programs.run(
            directory(),
            List.of("rclone", "copyto", "from:" + file, "to:copy.raw"),
            environment,
            PATIENCE);
      }
    }

    private static String obscured() {
      return Programs.version("rclone", "obscure", "benchmark");
    }
  }

  /** {@code restic copy} between repositories with different keys. */
  static final class Restic extends PeerCopy {
    private boolean backedUp;

    Restic(TestImage image, Path directory) throws IOException {
      super(Peer.RESTIC, image, directory);
    }

    private Map<String, String> environment() {
      return Map.of(
          "RESTIC_PASSWORD",
          "benchmark-1",
          "RESTIC_CACHE_DIR",
          directory().resolve("cache").toString(),
          "RESTIC_FROM_PASSWORD_COMMAND",
          "echo benchmark-2");
    }

    @Override
    void prepare() throws IOException, InterruptedException {
      Path from = directory().resolve("from");
      if (!backedUp) {
        Map<String, String> other =
            Map.of(
                "RESTIC_PASSWORD",
                "benchmark-2",
                "RESTIC_CACHE_DIR",
                directory().resolve("cache").toString());
        restic(other, "-r", from.toString(), "init");
        restic(other, "-r", from.toString(), "backup", source());
        backedUp = true;
      }
      restic(environment(), "-r", output().toString(), "init");
    }

    @Override
    void copy() throws IOException, InterruptedException {
      restic(
          environment(),
          "-r",
          output().toString(),
          "copy",
          "--from-repo",
          directory().resolve("from").toString());
    }

    private void restic(Map<String, String> environment, String... arguments)
        throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(List.of("restic", "-q"));
      command.addAll(List.of(arguments));
      Programs.run(directory(), command, environment, PATIENCE);
    }
  }

  /** {@code rsync} from its daemon. */
  static final class Rsync extends PeerCopy {
    private final String file;
    private final String folder;

    Rsync(TestImage image, Path directory) throws IOException {
      super(Peer.RSYNC, image, directory);
      this.file = image.file().getFileName().toString();
      this.folder = image.file().toAbsolutePath().resolveSibling("").toString();
    }

    @Override
    void copy() throws IOException, InterruptedException {
      int port = StreamCopies.freePort();
      Path configuration = directory().resolve("rsyncd.conf");
      Files.writeString(
          configuration,
          """
          use chroot = no
          address = 127.0.0.1
          port = %d
          [images]
          path = %s
          read only = yes
          uid = %s
          gid = *
          """
              .formatted(port, folder, System.getProperty("user.name")));
      List<String> daemon =
          List.of("rsync", "--daemon", "--no-detach", "--config=" + configuration);
      try (Programs.Running serving = Programs.start(directory(), daemon, Map.of())) {
        serving.awaitListener(port);
        Programs.run(
            directory(),
            List.of(
                "rsync",
                "--whole-file",
                "--inplace",
                "rsync://127.0.0.1:%d/images/%s".formatted(port, file),
                output().toString()),
            PATIENCE);
      }
    }
  }

  /** {@code casync} from its store. */
  static final class Casync extends PeerCopy {
    private boolean cut;

    Casync(TestImage image, Path directory) throws IOException {
      super(Peer.CASYNC, image, directory);
    }

    @Override
    void prepare() throws IOException, InterruptedException {
      if (!cut) {
        casync("make", index(), source());
        cut = true;
      }
    }

    @Override
    void copy() throws IOException, InterruptedException {
      casync("extract", index(), output().toString());
    }

    private String index() {
      return directory().resolve("image.caibx").toString();
    }

    private void casync(String... arguments) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(List.of("casync"));
      command.add("--store=" + directory().resolve("store.castr"));
      command.addAll(List.of(arguments));
      Programs.run(directory(), command, PATIENCE);
    }
  }
}
