package io.sealift.coordinator.state;

import io.sealift.copy.CopyJobId;
import io.sealift.protocol.FoundFile;
import java.util.List;

/**
 * The files of a region's exchange directory that an import is read from. An import without them
 * waits for its user's uploads.
 *
 * @param files one for each disk, the system disk first
 */
public record ImportSource(CopyJobId jobId, List<FoundFile> files) implements Entity {
  /** What every key starts with. */
  public static final String KIND = "import-source/";

  public ImportSource {
    files = List.copyOf(files);
  }

  @Override
  public String key() {
    return KIND + jobId;
  }
}
