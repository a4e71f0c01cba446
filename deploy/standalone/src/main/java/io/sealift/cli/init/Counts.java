package io.sealift.cli.init;

import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;

/** Options that are numbers from one on. */
final class Counts {
  private Counts() {}

  /** Refuses a value below 1 or above the greatest. */
  static void requireUpTo(int greatest, String option, int value) throws CommandFailure {
    if (value < 1 || value > greatest) {
      throw new CommandFailure(
          ExitCode.USAGE, "%s: must be 1 to %d, not %d".formatted(option, greatest, value));
    }
  }
}
