package io.sealift.cli.command;

import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import java.util.regex.Pattern;

/** Ids that users type, checked before they become part of a request's path. */
public final class PathSteps {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  private PathSteps() {}

  /** The id, as it stands in a path. */
  public static String require(String kind, String id) throws CommandFailure {
    if (!ID.matcher(id).matches()) {
      throw new CommandFailure(
          ExitCode.REFUSED, kind + ": must be an id of letters, digits and hyphens");
    }
    return id;
  }
}
