package io.sealift.agent.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The formats of disk image files that may be imported. There are no others, whatever {@code
 * qemu-img} knows.
 */
public enum ImageFormat {
  /** The disk's bytes and nothing else. */
  RAW("raw"),
  /** QEMU's copy-on-write format, versions 2 and 3. */
  QCOW2("qcow2"),
  /** VMware's: monolithicSparse and streamOptimized. */
  VMDK("vmdk"),
  /** Virtual PC's and Hyper-V's first: fixed and dynamic. */
  VHD("vpc");

  private final String driver;

  ImageFormat(String driver) {
    this.driver = driver;
  }

  /** The name that {@code qemu-img} has for it. */
  String driver() {
    return driver;
  }

  /** The name that users write. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads the name that users write. */
  public static Optional<ImageFormat> named(String label) {
    return Arrays.stream(values()).filter(format -> format.label().equals(label)).findFirst();
  }
}
