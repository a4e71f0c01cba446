package io.sealift.benchmark.product;

import io.sealift.agent.envelope.Manifest;
import io.sealift.benchmark.image.TestImage;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** A test image that lies in the source region. */
public final class SourceImage implements AutoCloseable {
  private final BenchCluster cluster;
  private final String imageId;
  private final Manifest manifest;

  private SourceImage(BenchCluster cluster, String imageId, Manifest manifest) {
    this.cluster = cluster;
    this.imageId = imageId;
    this.manifest = manifest;
  }

  /** Imports the image. */
  public static SourceImage importInto(BenchCluster cluster, TestImage image)
      throws IOException, InterruptedException {
    String imageId = cluster.importImage(image);
    return new SourceImage(cluster, imageId, cluster.manifest(imageId));
  }

  BenchCluster cluster() {
    return cluster;
  }

  String imageId() {
    return imageId;
  }

  Manifest manifest() {
    return manifest;
  }

  /** Deletes it. */
  @Override
  public void close() throws IOException {
    try {
      cluster.delete(BenchCluster.SOURCE, imageId);
    } catch (TimeoutException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
