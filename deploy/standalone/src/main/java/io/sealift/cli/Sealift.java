package io.sealift.cli;

import java.io.InputStream;
import java.util.Map;
import picocli.CommandLine;

/** The program {@code sealift}. */
public final class Sealift {
  private Sealift() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(program(System.getenv(), System.in).execute(arguments));
  }

  /** The program with all its commands, for callers in this process. */
  public static CommandLine program(Map<String, String> environment, InputStream input) {
    return new CommandTree(environment, input).build();
  }
}
