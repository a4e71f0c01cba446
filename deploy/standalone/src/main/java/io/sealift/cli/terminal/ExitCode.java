package io.sealift.cli.terminal;

/** How a command ended, as scripts see it. */
public enum ExitCode {
  /** Done. */
  DONE(0, "done"),
  /** Something went wrong on the way. */
  FAILED(1, "failed"),
  /** The command line is wrong. */
  USAGE(2, "wrong usage"),
  /** What was named does not exist, or belongs to others. */
  NOT_FOUND(3, "not found"),
  /** The input or the state of things does not allow it; nothing was changed. */
  REFUSED(4, "refused"),
  /** The work was cancelled. */
  CANCELLED(5, "cancelled");

  private final int value;
  private final String meaning;

  ExitCode(int value, String meaning) {
    this.value = value;
    this.meaning = meaning;
  }

  /** The process's exit status. */
  public int value() {
    return value;
  }

  /** What it tells, in words. */
  public String meaning() {
    return meaning;
  }
}
