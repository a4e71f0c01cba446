package io.sealift.cli.command;

import io.sealift.cli.terminal.Printout;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command of the API has. */
public final class ClientOptions {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Directory of a standalone cluster, whose client.env names the endpoint and the keys.")
  private @Nullable Path directory;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  /** The standalone cluster's directory, where one is named. */
  public Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  /** Whether the result is wanted as one JSON object. */
  public boolean json() {
    return json;
  }

  /** Where results go. */
  public Printout printout(PrintWriter out) {
    return new Printout(out, json);
  }
}
