package io.sealift.benchmark.peer;

import io.sealift.benchmark.image.TestImage;
import io.sealift.benchmark.measure.Case;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.measure.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * A copy by another program. The time ends when what it wrote is synced, because that is what
 * Sealift promises, too; in a memory file system that costs nothing.
 */
abstract class PeerCopy implements Case {
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Peer peer;
  private final TestImage image;
  private final Path directory;

  PeerCopy(Peer peer, TestImage image, Path directory) throws IOException {
    this.peer = peer;
    this.image = image;
    this.directory =
        Files.createDirectories(directory.resolve(peer.name().toLowerCase(Locale.ROOT)));
  }

  /** None: a program starts anew in each round, and the median leaves a slow first one out. */
  @Override
  public int warmUps() {
    return 0;
  }

  @Override
  public int interval() {
    return peer.interval();
  }

  @Override
  public String name() {
    return peer.label();
  }

  @Override
  public Sample run() throws IOException, InterruptedException {
    prepare();
    Stopwatch watch = Stopwatch.start();
    copy();
    Durable.sync(output());
    Sample sample = watch.stop();
    check();
    Durable.delete(output());
    return sample;
  }

  /** Makes what the copy needs and what is not part of it. */
  void prepare() throws IOException, InterruptedException {}

  /** Copies the image to {@link #output}. */
  abstract void copy() throws IOException, InterruptedException;

  private void check() throws IOException {
    if (Files.isRegularFile(output()) && Files.size(output()) < image.sizeBytes()) {
      throw new IOException("the copy is shorter than the image");
    }
  }

  /** Where the copy ends up: a file or a folder. */
  Path output() {
    return directory.resolve("copy");
  }

  /** What is copied. */
  String source() {
    return image.file().toString();
  }

  /** For whatever else the program needs. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    Durable.delete(directory);
  }
}
