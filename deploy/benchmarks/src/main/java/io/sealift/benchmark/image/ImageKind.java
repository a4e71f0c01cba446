package io.sealift.benchmark.image;

import java.io.IOException;

/** What a test image holds. */
public enum ImageKind {
  RANDOM,
  ZEROS,
  EXT4;

  /** Makes such an image. */
  public TestImage make(ImageMaker maker, long sizeBytes) throws IOException, InterruptedException {
    return switch (this) {
      case RANDOM -> maker.random(sizeBytes);
      case ZEROS -> maker.mostlyZero(sizeBytes);
      case EXT4 -> maker.fileSystem(sizeBytes);
    };
  }
}
