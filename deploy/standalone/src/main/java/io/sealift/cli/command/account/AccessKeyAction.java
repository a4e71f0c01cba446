package io.sealift.cli.command.account;

import io.sealift.cli.client.RestClient;
import io.sealift.cli.command.ClientCommand;
import io.sealift.cli.command.PathSteps;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Enables, disables or deletes an access key. */
@Command
public final class AccessKeyAction extends ClientCommand {
  /** What becomes of the key. */
  public enum Action {
    ENABLE,
    DISABLE,
    DELETE
  }

  private final Action action;

  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's id.")
  private String accountId = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The access key's id.")
  private String accessKeyId = "";

  /** A command that finds its cluster in this environment. */
  public AccessKeyAction(Map<String, String> environment, Action action) {
    super(environment);
    this.action = action;
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    String path =
        "/v1/accounts/%s/keys/%s"
            .formatted(
                PathSteps.require("ACCOUNT", accountId), PathSteps.require("KEY", accessKeyId));
    switch (action) {
      case ENABLE ->
          client.postRepeatable(path + "/enable", StrictJson.mapper().createObjectNode());
      case DISABLE ->
          client.postRepeatable(path + "/disable", StrictJson.mapper().createObjectNode());
      case DELETE -> client.delete(path, Map.of());
    }
    printout.result(StrictJson.mapper().createObjectNode().put("accessKeyId", accessKeyId));
    printout.line(accessKeyId);
    return ExitCode.DONE;
  }
}
