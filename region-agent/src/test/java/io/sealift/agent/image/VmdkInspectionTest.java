package io.sealift.agent.image;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VmdkInspectionTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"monolithicFlat", "twoGbMaxExtentSparse", "twoGbMaxExtentFlat"})
  void vmdksOfSeveralFilesAreRefused(String subformat) throws Exception {
    Path image = images().converted(images().rawDisk(), ImageFormat.VMDK, "subformat=" + subformat);

    TestImages.assertRefused(image, ImageFormat.VMDK, "names other files");
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
    Path image =
        images().converted(images().rawDisk(), ImageFormat.VMDK, "subformat=monolithicSparse");
    TestImages.replaceInDescriptor(image, from, to);

    TestImages.assertRefused(image, ImageFormat.VMDK, reason);
  }

  @Test
  void aVmdkExtentInAnotherPlaceIsRefused() throws Exception {
    Path image =
        images().converted(images().rawDisk(), ImageFormat.VMDK, "subformat=monolithicSparse");
    TestImages.replaceInDescriptor(image, "\"image", "\"/etc/p");

    TestImages.assertRefused(image, ImageFormat.VMDK, "names another file");
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
    Path image =
        images().converted(images().rawDisk(), ImageFormat.VMDK, "subformat=monolithicSparse");
    TestImages.patch(
        image,
        offset,
        bytes,
        bytes == 2 ? Short.reverseBytes((short) value) & 0xffff : TestImages.swap(value, bytes));

    TestImages.assertRefused(image, ImageFormat.VMDK, reason);
  }

  private TestImages images() {
    return new TestImages(directory);
  }
}
