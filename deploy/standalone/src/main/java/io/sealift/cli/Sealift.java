package io.sealift.cli;

/** The program {@code sealift}. */
public final class Sealift {
  private Sealift() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandTree(System.getenv(), System.in).build().execute(arguments));
  }
}
