package io.sealift.benchmark.limit;

import com.sun.nio.file.ExtendedOpenOption;
import io.sealift.benchmark.measure.Case;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.measure.Stopwatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** A file written from one buffer again and again. */
public final class FileWriteLimit implements Case {
  private static final int BUFFER = 512 << 10;
  private static final int ALIGNMENT = 4096;

  /** How it is written. */
  public enum Mode {
    /** Into the page cache. */
    BUFFERED("file write"),
    /** Into the page cache, and synced at the end. */
    SYNCED("file write and sync"),
    /** Past the page cache. */
    DIRECT("file write, direct and sync");

    private final String label;

    Mode(String label) {
      this.label = label;
    }
  }

  private final Mode mode;
  private final Path file;
  private final long bytes;

  /** A file of so many bytes in that folder. */
  public FileWriteLimit(Mode mode, Path directory, long bytes) {
    this.mode = mode;
    this.file = directory.resolve("written");
    this.bytes = bytes;
  }

  @Override
  public String name() {
    return mode.label;
  }

  @Override
  public int interval() {
    return 2;
  }

  @Override
  public Sample run() throws IOException {
    Files.deleteIfExists(file);
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER + ALIGNMENT).alignedSlice(ALIGNMENT);
    Set<OpenOption> options =
        new HashSet<>(Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    if (mode == Mode.DIRECT) {
      options.add(ExtendedOpenOption.DIRECT);
    }
    Stopwatch watch = Stopwatch.start();
    try (FileChannel channel = FileChannel.open(file, options)) {
      for (long at = 0; at < bytes; ) {
        buffer.clear().limit((int) Math.min(BUFFER, bytes - at));
        at += channel.write(buffer, at);
      }
      if (mode != Mode.BUFFERED) {
        channel.force(true);
      }
    }
    Sample sample = watch.stop();
    Files.delete(file);
    return sample;
  }
}
