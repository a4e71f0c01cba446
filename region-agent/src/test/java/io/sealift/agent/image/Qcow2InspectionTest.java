package io.sealift.agent.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Qcow2InspectionTest {
  @TempDir Path directory;
  private final ImageInspector inspector = new ImageInspector();

  @Test
  void aCompressedQcow2IsTaken() throws Exception {
    Path raw = images().rawDisk();
    Path image = directory.resolve("compressed.qcow2");
    TestImages.qemuImg(
        "convert", "-c", "-f", "raw", "-O", "qcow2", raw.toString(), image.toString());

    assertThat(inspector.inspect(image, ImageFormat.QCOW2).sizeBytes())
        .isEqualTo(TestImages.DISK_BYTES);
  }

  @Test
  void backingFilesOfAnyKindAreRefused() throws Exception {
    Path base = images().converted(images().rawDisk(), ImageFormat.QCOW2, "compat=1.1");
    Path overlay = directory.resolve("overlay.qcow2");
    TestImages.qemuImg(
        "create", "-f", "qcow2", "-b", base.toString(), "-F", "qcow2", overlay.toString());
    Path json = directory.resolve("json.qcow2");
    TestImages.qemuImg(
        "create",
        "-u",
        "-f",
        "qcow2",
        "-b",
        "json:{\"driver\":\"https\",\"url\":\"https://127.0.0.1/\"}",
        "-F",
        "raw",
        json.toString(),
        "1M");

    TestImages.assertRefused(overlay, ImageFormat.QCOW2, "backing file");
    TestImages.assertRefused(json, ImageFormat.QCOW2, "backing file");
  }

  @Test
  void externalDataFilesAreRefused() throws Exception {
    Path external = directory.resolve("external.qcow2");
    TestImages.qemuImg(
        "create",
        "-f",
        "qcow2",
        "-o",
        "data_file=" + directory.resolve("data.raw") + ",data_file_raw=on",
        external.toString(),
        "1M");

    TestImages.assertRefused(external, ImageFormat.QCOW2, "external data file");
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4, 1, version",
    "4, 4, 4, version",
    "8, 8, 4096, backing file",
    "16, 4, 9, backing file",
    "20, 4, 0, cluster size",
    "20, 4, 8, cluster size",
    "20, 4, 31, cluster size",
    "24, 8, 0, size",
    "24, 8, -1, size",
    "24, 8, 9223372036854775807, size",
    "24, 8, 35184372088833, size",
    "24, 8, 70368744177664, size",
    "24, 8, 35184372088832, L1 table is too small",
    "32, 4, 1, encrypted",
    "32, 4, 2, encrypted",
    "36, 4, 0, L1 table is too small",
    "36, 4, -1, L1 table is too large",
    "40, 8, 0, L1 table lies outside",
    "40, 8, 1, L1 table lies outside",
    "40, 8, 1099511627776, L1 table lies outside",
    "48, 8, -65536, refcount table",
    "56, 4, -1, refcount table",
    "60, 4, 65536, internal snapshots",
    "60, 4, 1, snapshot table lies outside",
    "72, 8, 1, dirty",
    "72, 8, 2, corrupt",
    "72, 8, 4, external data",
    "72, 8, 32, unknown incompatible",
    "72, 8, 8, compression is marked wrongly",
    "96, 4, 7, refcount order",
    "100, 4, 103, header's length",
    "100, 4, 96, header's length",
    "100, 4, 65544, header's length",
  })
  void aLyingQcow2HeaderIsRefused(int offset, int bytes, long value, String reason)
      throws Exception {
    Path image = images().converted(images().rawDisk(), ImageFormat.QCOW2, "compat=1.1");
    TestImages.patch(image, offset, bytes, value);
    if (offset == 60 && value == 1) {
      TestImages.patch(image, 64, 8, 1L << 50);
    }

    TestImages.assertRefused(image, ImageFormat.QCOW2, reason);
  }

  @ParameterizedTest
  @ValueSource(longs = {0xffffffffL, 1L << 17})
  void anOverlongQcow2HeaderExtensionIsRefused(long length) throws Exception {
    Path image = images().converted(images().rawDisk(), ImageFormat.QCOW2, "compat=1.1");
    TestImages.patch(image, 116, 4, length);

    TestImages.assertRefused(image, ImageFormat.QCOW2, "header extension");
  }

  @Test
  void qcow2TablesThatPointAstrayAreRefused() throws Exception {
    Path image = images().converted(images().rawDisk(), ImageFormat.QCOW2, "compat=1.1");
    byte[] original = Files.readAllBytes(image);
    int l1 = (int) ByteBuffer.wrap(original).getLong(40);
    int l2 = (int) (ByteBuffer.wrap(original).getLong(l1) & 0x00ff_ffff_ffff_fe00L);

    for (long astray : new long[] {1L << 40, 512, 1L << 55}) {
      TestImages.patch(image, l1, 8, astray);
      TestImages.assertRefused(image, ImageFormat.QCOW2, "L2 table lies outside");
    }
    Files.write(image, original);
    for (long astray : new long[] {1L << 40, 1L << 16 | 512}) {
      TestImages.patch(image, l2, 8, astray);
      TestImages.assertRefused(image, ImageFormat.QCOW2, "cluster lies outside");
    }
  }

  private TestImages images() {
    return new TestImages(directory);
  }
}
