package io.sealift.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageInspectorTest {
  private static final int DISK_BYTES = 8 << 20;

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
    Path raw = rawDisk();
    Path image = converted(raw, format, options);

    ImageInspector.InspectedImage inspected = inspector.inspect(image, format);

    assertThat(inspected.sizeBytes()).isEqualTo(DISK_BYTES);
    Path back = directory.resolve("back.raw");
    new QemuImg().convert(format, image, ImageFormat.RAW, back, inspected.sizeBytes());
    assertThat(Files.mismatch(raw, back)).isEqualTo(-1);
  }

  @Test
  void aCompressedQcow2IsTaken() throws Exception {
    Path raw = rawDisk();
    Path image = directory.resolve("compressed.qcow2");
    qemuImg("convert", "-c", "-f", "raw", "-O", "qcow2", raw.toString(), image.toString());

    assertThat(inspector.inspect(image, ImageFormat.QCOW2).sizeBytes()).isEqualTo(DISK_BYTES);
  }

  @Test
  void backingFilesOfAnyKindAreRefused() throws Exception {
    Path base = converted(rawDisk(), ImageFormat.QCOW2, "compat=1.1");
    Path overlay = directory.resolve("overlay.qcow2");
    qemuImg("create", "-f", "qcow2", "-b", base.toString(), "-F", "qcow2", overlay.toString());
    Path json = directory.resolve("json.qcow2");
    qemuImg(
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

    assertRefused(overlay, ImageFormat.QCOW2, "backing file");
    assertRefused(json, ImageFormat.QCOW2, "backing file");
  }

  @Test
  void externalDataFilesAndEncryptionAreRefused() throws Exception {
    Path external = directory.resolve("external.qcow2");
    qemuImg(
        "create",
        "-f",
        "qcow2",
        "-o",
        "data_file=" + directory.resolve("data.raw") + ",data_file_raw=on",
        external.toString(),
        "1M");
    Path luks = directory.resolve("luks.qcow2");
    qemuImg(
        "create",
        "-f",
        "qcow2",
        "--object",
        "secret,id=s,data=secret",
        "-o",
        "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10",
        luks.toString(),
        "1M");

    assertRefused(external, ImageFormat.QCOW2, "external data file");
    assertRefused(luks, ImageFormat.QCOW2, "encrypted");
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
    Path image = converted(rawDisk(), ImageFormat.QCOW2, "compat=1.1");
    patch(image, offset, bytes, value);
    if (offset == 60 && value == 1) {
      patch(image, 64, 8, 1L << 50);
    }

    assertRefused(image, ImageFormat.QCOW2, reason);
  }

  @ParameterizedTest
  @ValueSource(longs = {0xffffffffL, 1L << 17})
  void anOverlongQcow2HeaderExtensionIsRefused(long length) throws Exception {
    Path image = converted(rawDisk(), ImageFormat.QCOW2, "compat=1.1");
    patch(image, 116, 4, length);

    assertRefused(image, ImageFormat.QCOW2, "header extension");
  }

  @ParameterizedTest
  @EnumSource(names = {"QCOW2", "VMDK", "VHD"})
  void aTruncatedImageIsRefused(ImageFormat format) throws Exception {
    Path image =
        converted(rawDisk(), format, format == ImageFormat.VHD ? "subformat=dynamic" : null);
    long size = Files.size(image);

    for (long kept : new long[] {4, 40, 100, 511, 600, size / 4, size / 2}) {
      truncate(image, kept);
      assertThatThrownBy(() -> inspector.inspect(image, format))
          .isInstanceOf(ImageRefusedException.class);
    }
  }

  @Test
  void qcow2TablesThatPointAstrayAreRefused() throws Exception {
    Path image = converted(rawDisk(), ImageFormat.QCOW2, "compat=1.1");
    byte[] original = Files.readAllBytes(image);
    int l1 = (int) ByteBuffer.wrap(original).getLong(40);
    int l2 = (int) (ByteBuffer.wrap(original).getLong(l1) & 0x00ff_ffff_ffff_fe00L);

    for (long astray : new long[] {1L << 40, 512, 1L << 55}) {
      patch(image, l1, 8, astray);
      assertRefused(image, ImageFormat.QCOW2, "L2 table lies outside");
    }
    Files.write(image, original);
    for (long astray : new long[] {1L << 40, 1L << 16 | 512}) {
      patch(image, l2, 8, astray);
      assertRefused(image, ImageFormat.QCOW2, "cluster lies outside");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"monolithicFlat", "twoGbMaxExtentSparse", "twoGbMaxExtentFlat"})
  void vmdksOfSeveralFilesAreRefused(String subformat) throws Exception {
    Path image = converted(rawDisk(), ImageFormat.VMDK, "subformat=" + subformat);

    assertRefused(image, ImageFormat.VMDK, "names other files");
  }

  @ParameterizedTest
  @CsvSource({
    "monolithicSparse, monolithicFlat, only monolithicSparse",
    "monolithicSparse, vmfsSparse, only monolithicSparse",
    "parentCID=ffffffff, parentCID=12345678, parent",
    "' SPARSE ', ' FLAT ', not SPARSE",
    "createType, somethingE, names no type",
    "'RW ', 'XX ', exactly one extent",
  })
  void aVmdkDescriptorThatNamesMoreThanItselfIsRefused(String from, String to, String reason)
      throws Exception {
    Path image = converted(rawDisk(), ImageFormat.VMDK, "subformat=monolithicSparse");
    replaceInDescriptor(image, from, to);

    assertRefused(image, ImageFormat.VMDK, reason);
  }

  @Test
  void aVmdkExtentInAnotherPlaceIsRefused() throws Exception {
    Path image = converted(rawDisk(), ImageFormat.VMDK, "subformat=monolithicSparse");
    replaceInDescriptor(image, "\"image", "\"/etc/p");

    assertRefused(image, ImageFormat.VMDK, "names another file");
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4, 4, version",
    "12, 8, 0, 32 TiB",
    "12, 8, -1, 32 TiB",
    "12, 8, 68719476737, 32 TiB",
    "20, 8, 0, grain size",
    "20, 8, 100, grain size",
    "28, 8, 2, descriptor is not where",
    "36, 8, 4096, descriptor's size",
    "44, 4, 4096, grain tables",
    "56, 8, 1152921504606846976, grain directory",
    "56, 8, -1, footer",
    "77, 2, 1, compression",
  })
  void aLyingVmdkHeaderIsRefused(int offset, int bytes, long value, String reason)
      throws Exception {
    Path image = converted(rawDisk(), ImageFormat.VMDK, "subformat=monolithicSparse");
    patch(
        image,
        offset,
        bytes,
        bytes == 2 ? Short.reverseBytes((short) value) & 0xffff : swap(value, bytes));

    assertRefused(image, ImageFormat.VMDK, reason);
  }

  @Test
  void aDifferencingVhdIsRefused() throws Exception {
    Path image = converted(rawDisk(), ImageFormat.VHD, "subformat=dynamic");
    patchFooter(image, 60, 4, 4);

    assertRefused(image, ImageFormat.VHD, "differencing");
  }

  @Test
  void aVhdWithAWrongChecksumOrAbsurdSizeIsRefused() throws Exception {
    Path damaged = converted(rawDisk(), ImageFormat.VHD, "subformat=fixed");
    patch(damaged, Files.size(damaged) - 500, 1, 0x7f);
    assertRefused(damaged, ImageFormat.VHD, "checksum");

    Files.delete(damaged);
    Path huge = converted(rawDisk(), ImageFormat.VHD, "subformat=dynamic");
    patchFooter(huge, 48, 8, 1L << 46);
    assertRefused(huge, ImageFormat.VHD, "too small for the disk");
  }

  @ParameterizedTest
  @EnumSource(names = {"QCOW2", "VMDK", "VHD"})
  void aRawDiskIsNoneOfTheOtherFormats(ImageFormat format) throws Exception {
    Path raw = directory.resolve("plain.raw");
    Files.write(raw, new byte[DISK_BYTES]);

    assertRefused(raw, format, "it is not " + format.label());
  }

  @Test
  void rawIsStrictlyRawWhateverItsBytesLookLike() throws Exception {
    Path image = converted(rawDisk(), ImageFormat.QCOW2, "compat=1.1");

    assertThat(inspector.inspect(image, ImageFormat.RAW).sizeBytes()).isEqualTo(Files.size(image));
    assertThat(inspector.otherThanRaw(image)).contains("qcow2");
  }

  @Test
  void aFileOfTwoFormatsIsRefused() throws Exception {
    Path image = converted(rawDisk(), ImageFormat.QCOW2, "compat=1.1");
    byte[] footer = new byte[512];
    System.arraycopy(
        "conectix".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, footer, 0, 8);
    Files.write(image, footer, java.nio.file.StandardOpenOption.APPEND);

    assertRefused(image, ImageFormat.QCOW2, "several formats");
  }

  @Test
  void onlyRegularFilesAreOpened() throws Exception {
    Path raw = rawDisk();
    Path link = Files.createSymbolicLink(directory.resolve("link.raw"), raw);

    assertRefused(link, ImageFormat.RAW, "not a regular file");
    assertRefused(directory, ImageFormat.RAW, "not a regular file");
    assertRefused(Path.of("/dev/zero"), ImageFormat.RAW, "not a regular file");
    Path empty = Files.createFile(directory.resolve("empty.raw"));
    assertRefused(empty, ImageFormat.RAW, "empty");
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
    truncate(raw, (32L << 40) + 1);

    assertRefused(raw, ImageFormat.RAW, "32 TiB");
  }

  @Test
  void hostileFileNamesReachQemuImgAsNames() throws Exception {
    Path raw = rawDisk();
    Path hostile = directory.resolve("-O $(touch x);nbd:a\nb.qcow2");
    qemuImg("convert", "-f", "raw", "-O", "qcow2", raw.toString(), hostile.toString());
    Path back = directory.resolve("json:{}.raw");

    new QemuImg().convert(ImageFormat.QCOW2, hostile, ImageFormat.RAW, back, DISK_BYTES);

    assertThat(Files.mismatch(raw, back)).isEqualTo(-1);
    assertThat(directory.resolve("x")).doesNotExist();
  }

  private void assertRefused(Path image, ImageFormat format, String reason) {
    assertThatThrownBy(() -> inspector.inspect(image, format))
        .isInstanceOf(ImageRefusedException.class)
        .hasMessageContaining(reason);
  }

  private Path rawDisk() throws IOException {
    Path raw = directory.resolve("disk.raw");
    byte[] bytes = new byte[DISK_BYTES];
    SplittableRandom random = new SplittableRandom(7);
    for (int from = 0; from < DISK_BYTES; from += 2 << 20) {
      byte[] part = new byte[300_000];
      random.nextBytes(part);
      System.arraycopy(part, 0, bytes, from, part.length);
    }
    Files.write(raw, bytes);
    return raw;
  }

  private Path converted(
      Path raw, ImageFormat format, @org.jspecify.annotations.Nullable String options)
      throws IOException, InterruptedException {
    Path image = directory.resolve("image." + format.label());
    if (options == null) {
      qemuImg("convert", "-f", "raw", "-O", format.driver(), raw.toString(), image.toString());
    } else {
      qemuImg(
          "convert",
          "-f",
          "raw",
          "-O",
          format.driver(),
          "-o",
          options,
          raw.toString(),
          image.toString());
    }
    return image;
  }

  private static void qemuImg(String... arguments) throws IOException, InterruptedException {
    assumeTrue(QemuImg.available(), "qemu-img is not installed");
    String[] command = new String[arguments.length + 1];
    command[0] = "qemu-img";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Path log = Files.createTempFile("qemu-img", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    Files.delete(log);
  }

  private static long swap(long value, int bytes) {
    return bytes == 4 ? Integer.reverseBytes((int) value) & 0xffffffffL : Long.reverseBytes(value);
  }

  private static void patch(Path image, long offset, int bytes, long value) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(offset);
      for (int i = bytes - 1; i >= 0; i--) {
        file.write((int) (value >>> (8 * i)));
      }
    }
  }

  /** Changes a VHD's footer and makes its checksum right again. */
  private static void patchFooter(Path image, int offset, int bytes, long value)
      throws IOException {
    long start = Files.size(image) - 512;
    patch(image, start + offset, bytes, value);
    patch(image, start + 64, 4, 0);
    byte[] footer = new byte[512];
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
      file.seek(start);
      file.readFully(footer);
    }
    int sum = 0;
    for (byte b : footer) {
      sum += b & 0xff;
    }
    patch(image, start + 64, 4, ~sum & 0xffffffffL);
  }

  private static void replaceInDescriptor(Path image, String from, String to) throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    String text = new String(bytes, 512, 10_240, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    String changed = text.replace(from, to);
    byte[] descriptor = changed.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    System.arraycopy(descriptor, 0, bytes, 512, Math.min(descriptor.length, 10_240));
    Files.write(image, bytes);
  }

  private static void truncate(Path image, long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(size);
    }
  }
}
