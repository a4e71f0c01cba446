package io.sealift.protocol;

import io.sealift.copy.AccountId;
import io.sealift.copy.SnapshotId;
import java.util.List;

/**
 * An image to be written into a region's exchange directory, a file for each disk.
 *
 * @param account whose image it is, and whose folder right under the exchange directory
 * @param bucket a folder in that
 * @param stem what the files' names begin with
 * @param format {@code raw}, {@code qcow2}, {@code vmdk} or {@code vhd}
 */
public record ExportPlan(
    AccountId account, String bucket, String stem, String format, List<SnapshotId> snapshots) {
  public ExportPlan {
    snapshots = List.copyOf(snapshots);
  }

  /** The name of the file of a disk, counted from 0; the first is the system disk. */
  public String fileName(int disk) {
    return "%s_%s.%s".formatted(stem, disk == 0 ? "system" : "data" + disk, format);
  }
}
