package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.copy.AccountId;
import java.util.List;
import java.util.Optional;

/**
 * What a coordinator asks an agent to look for in its region's exchange directory: the body of
 * {@code POST /v1/file-inspections}.
 *
 * @param account who asks
 * @param bucket a folder of the account that must be there
 * @param format a format that must be one that is written there
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record FileInspection(
    AccountId account, Optional<String> bucket, Optional<String> format, List<ExchangeFile> files) {
  /** The most files that are inspected at once: one for each disk of an image. */
  public static final int MAX_FILES = 17;

  public FileInspection {
    files = List.copyOf(files);
  }

  /** The agent's answer: every file, in order, or the first problem. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Result(List<FoundFile> files, Optional<Problem> problem) {
    public Result {
      files = List.copyOf(files);
    }
  }

  /**
   * Why something may not be imported.
   *
   * @param index which file, counted from 0
   * @param reason one line for users
   */
  public record Problem(Kind kind, int index, String reason) {}

  /** What is wrong. */
  public enum Kind {
    /** The region has no exchange directory. */
    NO_DIRECTORY,
    /** No such folder, or not a name that a folder may have. */
    NO_BUCKET,
    /** No such file, or not a name that a file may have. */
    NO_OBJECT,
    /** It is not of the named format, or not harmless. */
    FORMAT,
    /** The region's agents take and write raw files alone. */
    NO_CONVERSION,
    /** Its disk is too large, or larger than the size that was asked for. */
    SIZE
  }
}
