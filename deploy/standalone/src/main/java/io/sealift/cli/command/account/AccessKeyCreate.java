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

/** {@code account key-create}: another access key of an account, whose secret is shown once. */
@Command(
    name = "key-create",
    description = "Give an account another access key; it is shown once, now. Administrators only.")
public final class AccessKeyCreate extends ClientCommand {
  @Parameters(paramLabel = "ACCOUNT", description = "The account's id.")
  private String accountId = "";

  /** A command that finds its cluster in this environment. */
  public AccessKeyCreate(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    String path = "/v1/accounts/%s/keys".formatted(PathSteps.require("ACCOUNT", accountId));
    AccountCreate.show(client.post(path, StrictJson.mapper().createObjectNode()), printout);
    return ExitCode.DONE;
  }
}
