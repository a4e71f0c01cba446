package io.sealift.agent.image;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VhdInspectionTest {
  @TempDir Path directory;

  @Test
  void aDifferencingVhdIsRefused() throws Exception {
    Path image = images().converted(images().rawDisk(), ImageFormat.VHD, "subformat=dynamic");
    TestImages.patchFooter(image, 60, 4, 4);

    TestImages.assertRefused(image, ImageFormat.VHD, "differencing");
  }

  @Test
  void aVhdWithAWrongChecksumOrAbsurdSizeIsRefused() throws Exception {
    Path damaged = images().converted(images().rawDisk(), ImageFormat.VHD, "subformat=fixed");
    TestImages.patch(damaged, Files.size(damaged) - 500, 1, 0x7f);
    TestImages.assertRefused(damaged, ImageFormat.VHD, "checksum");

    Files.delete(damaged);
    Path huge = images().converted(images().rawDisk(), ImageFormat.VHD, "subformat=dynamic");
    TestImages.patchFooter(huge, 48, 8, 1L << 46);
    TestImages.assertRefused(huge, ImageFormat.VHD, "too small for the disk");
  }

  private TestImages images() {
    return new TestImages(directory);
  }
}
