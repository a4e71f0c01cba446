package io.sealift.cli.command;

import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code delete} of an image or a snapshot. */
@Command(name = "delete")
public final class DeleteCommand extends ClientCommand {
  private static final String KEEP_SNAPSHOTS = "--keep-snapshots";

  private final String collection;

  @Parameters(paramLabel = "ID", description = "Its id.")
  private String id = "";

  /** Deletes members of a collection of the API, as {@code images}. */
  public DeleteCommand(Map<String, String> environment, String collection) {
    super(environment);
    this.collection = collection;
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    boolean keep = spec().commandLine().getParseResult().hasMatchedOption(KEEP_SNAPSHOTS);
    Map<String, String> query = keep ? Map.of("keepSnapshots", "true") : Map.of();
    printout.result(client.delete("/v1/" + collection + "/" + PathSteps.require("ID", id), query));
    printout.line("deleted " + id);
    return ExitCode.DONE;
  }
}
