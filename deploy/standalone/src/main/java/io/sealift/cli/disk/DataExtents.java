package io.sealift.cli.disk;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a sparse file holds data, as its file system knows it: holes need not be read to be known
 * as zeros. Only Linux tells ({@code lseek(2)}, {@code SEEK_DATA}); elsewhere, and on file systems
 * that do not keep count, everything is data. Safe for use by many threads.
 */
final class DataExtents implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(DataExtents.class);
  // From linux/fs.h, asm-generic/fcntl.h and asm-generic/errno-base.h, the same on every machine.
  private static final int SEEK_DATA = 3;
  private static final int CLOSE_ON_EXEC = 02000000;
  private static final int ENXIO = 6;
  private static final int UNKNOWN = -1;

  private final int descriptor;

  private DataExtents(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Opens the file a second time, to ask about it. */
  static DataExtents of(Path file) {
    if (!Platform.isLinux()) {
      return new DataExtents(UNKNOWN);
    }
    try {
      return new DataExtents(Libc.open(file.toString(), CLOSE_ON_EXEC));
    } catch (LastErrorException | LinkageError e) {
      // Slower, but right: the file is read whole.
      LOGGER.atDebug().addKeyValue("reason", e.toString()).log("holes are not known");
      return new DataExtents(UNKNOWN);
    }
  }

  /**
   * The first byte from {@code position} on that is not in a hole; {@link Long#MAX_VALUE} when only
   * a hole follows.
   */
  long nextData(long position) {
    if (descriptor == UNKNOWN) {
      return position;
    }
    try {
      return Libc.lseek(descriptor, position, SEEK_DATA);
    } catch (LastErrorException e) {
      return e.getErrorCode() == ENXIO ? Long.MAX_VALUE : position;
    }
  }

  @Override
  public void close() {
    if (descriptor != UNKNOWN) {
      Libc.close(descriptor);
    }
  }

  /** The three calls; on 32-bit systems an offset would be shorter. */
  private static final class Libc {
    static {
      if (Native.LONG_SIZE != Long.BYTES) {
        throw new UnsatisfiedLinkError("offsets are not of 64 bits here");
      }
      Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native long lseek(int descriptor, long offset, int whence) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;
  }
}
