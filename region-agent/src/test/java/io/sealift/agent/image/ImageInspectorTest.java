package io.sealift.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ImageInspectorTest {
  @TempDir Path directory;
  private final ImageInspector inspector = new ImageInspector();

  @ParameterizedTest
  @CsvSource({
    "QCOW2, compat=1.1",
    "QCOW2, compat=0.10",
    "QCOW2, cluster_size=512",
    "QCOW2, cluster_size=2M",
    "QCOW2, compression_type=zstd",
    "QCOW2, extended_l2=on",
    "QCOW2, lazy_refcounts=on",
    "VMDK, subformat=monolithicSparse",
    "VMDK, subformat=streamOptimized",
    "VHD, 'subformat=fixed,force_size=on'",
    "VHD, 'subformat=dynamic,force_size=on'",
  })
  void whatQemuImgWritesIsTakenAndConvertsToTheSameDisk(ImageFormat format, String options)
      throws Exception {
    Path raw = images().rawDisk();
    Path image = images().converted(raw, format, options);

    ImageInspector.InspectedImage inspected = inspector.inspect(image, format);

    assertThat(inspected.sizeBytes()).isEqualTo(TestImages.DISK_BYTES);
    Path back = directory.resolve("back.raw");
    new QemuImg().convert(format, image, ImageFormat.RAW, back, inspected.sizeBytes());
    assertThat(Files.mismatch(raw, back)).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource(names = {"QCOW2", "VMDK", "VHD"})
  void aTruncatedImageIsRefused(ImageFormat format) throws Exception {
    Path image =
        images()
            .converted(
                images().rawDisk(), format, format == ImageFormat.VHD ? "subformat=dynamic" : null);
    long size = Files.size(image);

    for (long kept : new long[] {4, 40, 100, 511, 600, size / 4, size / 2}) {
      TestImages.truncate(image, kept);
      assertThatThrownBy(() -> inspector.inspect(image, format))
          .isInstanceOf(ImageRefusedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"QCOW2", "VMDK", "VHD"})
  void aRawDiskIsNoneOfTheOtherFormats(ImageFormat format) throws Exception {
    Path raw = directory.resolve("plain.raw");
    Files.write(raw, new byte[TestImages.DISK_BYTES]);

    TestImages.assertRefused(raw, format, "it is not " + format.label());
  }

  @Test
  void rawIsStrictlyRawWhateverItsBytesLookLike() throws Exception {
    Path image = images().converted(images().rawDisk(), ImageFormat.QCOW2, "compat=1.1");

    assertThat(inspector.inspect(image, ImageFormat.RAW).sizeBytes()).isEqualTo(Files.size(image));
    assertThat(inspector.otherThanRaw(image)).contains("qcow2");
  }

  @Test
  void aFileOfTwoFormatsIsRefused() throws Exception {
    Path image = images().converted(images().rawDisk(), ImageFormat.QCOW2, "compat=1.1");
    byte[] footer = new byte[512];
    System.arraycopy("conectix".getBytes(StandardCharsets.US_ASCII), 0, footer, 0, 8);
    Files.write(image, footer, StandardOpenOption.APPEND);

    TestImages.assertRefused(image, ImageFormat.QCOW2, "several formats");
  }

  @Test
  void onlyRegularFilesAreOpened() throws Exception {
    Path raw = images().rawDisk();
    Path link = Files.createSymbolicLink(directory.resolve("link.raw"), raw);

    TestImages.assertRefused(link, ImageFormat.RAW, "not a regular file");
    TestImages.assertRefused(directory, ImageFormat.RAW, "not a regular file");
    TestImages.assertRefused(Path.of("/dev/zero"), ImageFormat.RAW, "not a regular file");
    Path empty = Files.createFile(directory.resolve("empty.raw"));
    TestImages.assertRefused(empty, ImageFormat.RAW, "empty");
  }

  @Test
  void theLargestRawDiskIsTakenAndOneByteMoreIsNot() throws Exception {
    Path raw = directory.resolve("large.raw");
    boolean possible = true;
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.setLength(32L << 40);
    } catch (IOException e) {
      possible = false;
    }
    assumeTrue(possible, "this file system has no files of 32 TiB");
    assertThat(inspector.inspect(raw, ImageFormat.RAW).sizeBytes()).isEqualTo(32L << 40);
    TestImages.truncate(raw, (32L << 40) + 1);

    TestImages.assertRefused(raw, ImageFormat.RAW, "32 TiB");
  }

  @Test
  void hostileFileNamesReachQemuImgAsNames() throws Exception {
    Path raw = images().rawDisk();
    Path hostile = directory.resolve("-O $(touch x);nbd:a\nb.qcow2");
    TestImages.qemuImg("convert", "-f", "raw", "-O", "qcow2", raw.toString(), hostile.toString());
    Path back = directory.resolve("json:{}.raw");

    new QemuImg().convert(ImageFormat.QCOW2, hostile, ImageFormat.RAW, back, TestImages.DISK_BYTES);

    assertThat(Files.mismatch(raw, back)).isEqualTo(-1);
    assertThat(directory.resolve("x")).doesNotExist();
  }

  private TestImages images() {
    return new TestImages(directory);
  }
}
