package io.sealift.protocol;

/**
 * A file of the exchange directory that was inspected and may be imported.
 *
 * @param contentBytes how many bytes of a disk it holds
 * @param version changes when the file is written again: what is read later must be what was
 *     inspected
 */
public record FoundFile(ExchangeFile file, long contentBytes, String version) {
  /** The size of the disk that is made of it. */
  public long diskBytes() {
    return file.diskBytes().orElse(contentBytes);
  }
}
