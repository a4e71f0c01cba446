package io.sealift.benchmark.peer;

import java.util.Optional;
import java.util.stream.Stream;

/** The programs that are compared with, and the Debian packages that bring them. */
public enum Peer {
  /** The plain copy of a file on one machine. */
  CP("cp", "coreutils", "cp", "cp", "--version"),
  /** One TCP stream from a file to a file, not sealed. */
  SOCAT("socat TCP to file", "socat", "socat", "socat", "-V"),
  /** One TCP stream that is encrypted on its way. */
  OPENSSL("openssl enc | socat", "openssl", "openssl", "socat", "version"),
  /** A copy that is encrypted as LUKS. */
  QEMU_LUKS("qemu-img to LUKS", "qemu-utils", "qemu-img", "qemu-img", "--version"),
  /** The same over a network block device. */
  QEMU_NBD("qemu-img NBD to LUKS", "qemu-utils", "qemu-img", "qemu-nbd", "--version"),
  /** An encrypted copy from a WebDAV server. */
  RCLONE("rclone WebDAV to crypt", "rclone", "rclone", "rclone", "version"),
  /** A copy between two repositories with different keys. */
  RESTIC("restic copy", "restic", "restic", "restic", "version"),
  /** A whole file over the daemon's protocol. */
  RSYNC("rsync daemon", "rsync", "rsync", "rsync", "--version"),
  /** A file put together from a store of chunks. */
  CASYNC("casync extract", "casync", "casync", "casync", "--version");

  private final String label;
  private final String debianPackage;
  private final String main;
  private final String other;
  private final String versionArgument;

  Peer(String label, String debianPackage, String main, String other, String versionArgument) {
    this.label = label;
    this.debianPackage = debianPackage;
    this.main = main;
    this.other = other;
    this.versionArgument = versionArgument;
  }

  /** More for those that take several times as long as a copy by Sealift. */
  int interval() {
    return switch (this) {
      case CP, SOCAT, OPENSSL -> 1;
      case QEMU_LUKS, RCLONE, RESTIC -> 2;
      case QEMU_NBD, RSYNC, CASYNC -> 4;
    };
  }

  /** What the table calls it. */
  public String label() {
    return label;
  }

  /** Why it cannot be measured here; empty when it can. */
  public Optional<String> missing() {
    return Stream.of(main, other)
        .filter(program -> !Programs.has(program))
        .findFirst()
        .map(
            program ->
                "not installed: %s comes with Debian's package %s"
                    .formatted(program, program.equals("socat") ? "socat" : debianPackage));
  }

  /** Its version, as it says itself. */
  public String version() {
    return Programs.version(main, versionArgument);
  }
}
