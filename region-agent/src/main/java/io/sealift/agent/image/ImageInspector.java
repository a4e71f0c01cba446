package io.sealift.agent.image;

import io.sealift.copy.SnapshotGeometry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether an image file may be imported, by reading its headers and tables itself before
 * any other program sees it. What is not known to be harmless is refused. The format is what the
 * user says; it is never guessed.
 */
public final class ImageInspector {
  /** What an accepted image file is. */
  public record InspectedImage(ImageFormat format, long sizeBytes) {}

  /**
   * Inspects a file of the declared format.
   *
   * @throws ImageRefusedException when it is something else, or not harmless
   */
  public InspectedImage inspect(Path path, ImageFormat declared)
      throws IOException, ImageRefusedException {
    try (FileChannel channel = open(path)) {
      return inspect(channel, declared);
    }
  }

  /** The same of a file that is open. */
  public InspectedImage inspect(FileChannel channel, ImageFormat declared)
      throws IOException, ImageRefusedException {
    ImageBytes file = new ImageBytes(channel, channel.size());
    if (file.size() == 0) {
      throw new ImageRefusedException("the file is empty");
    }
    if (declared != ImageFormat.RAW) {
      requireOnly(declared, KnownMagic.of(file));
    }
    long sizeBytes =
        switch (declared) {
          case RAW -> file.size();
          case QCOW2 -> new Qcow2Inspection(file).sizeBytes();
          case VMDK -> new VmdkInspection(file).sizeBytes();
          case VHD -> new VhdInspection(file).sizeBytes();
        };
    if (sizeBytes < 1 || sizeBytes > SnapshotGeometry.MAX_SIZE_BYTES) {
      throw new ImageRefusedException("the disk's size must be 1 byte to 32 TiB");
    }
    return new InspectedImage(declared, sizeBytes);
  }

  /** The format that a file bears the mark of, other than raw; to warn a user who named none. */
  public Optional<String> otherThanRaw(Path path) throws IOException, ImageRefusedException {
    try (FileChannel channel = open(path)) {
      return KnownMagic.of(new ImageBytes(channel, channel.size())).stream().findFirst();
    }
  }

  private static FileChannel open(Path path) throws IOException, ImageRefusedException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new ImageRefusedException(
          "it is not a regular file; links, devices and directories are not followed");
    }
    return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  private static void requireOnly(ImageFormat declared, List<String> marks)
      throws ImageRefusedException {
    if (!marks.contains(declared.label())) {
      throw new ImageRefusedException(
          "it is not %s%s"
              .formatted(
                  declared.label(), marks.isEmpty() ? "" : " but looks like " + marks.get(0)));
    }
    if (marks.size() > 1) {
      throw new ImageRefusedException(
          "it could be taken for several formats: " + String.join(", ", marks));
    }
  }
}
