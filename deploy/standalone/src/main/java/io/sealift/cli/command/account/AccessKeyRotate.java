package io.sealift.cli.command.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.command.ClientCommand;
import io.sealift.cli.command.PathSteps;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.Map;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code account key-rotate}: an access key in place of another, which is disabled once the new one
 * was shown. It is not deleted, so that a client that was forgotten can be let in again.
 */
@Command(
    name = "key-rotate",
    description =
        "Give an account another access key in place of one, which is disabled. The new one is"
            + " shown once, now. Administrators only.")
public final class AccessKeyRotate extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's id.")
  private String accountId = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The access key's id.")
  private String accessKeyId = "";

  /** A command that finds its cluster in this environment. */
  public AccessKeyRotate(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    String keys = "/v1/accounts/%s/keys".formatted(PathSteps.require("ACCOUNT", accountId));
    String old = keys + "/" + PathSteps.require("KEY", accessKeyId);
    requireThere(client.get("/v1/accounts", Map.of()));
    AccountCreate.show(client.post(keys, StrictJson.mapper().createObjectNode()), printout);
    client.postRepeatable(old + "/disable", StrictJson.mapper().createObjectNode());
    return ExitCode.DONE;
  }

  private void requireThere(JsonNode accounts) throws CommandFailure {
    boolean isThere =
        StreamSupport.stream(accounts.path("accounts").spliterator(), false)
            .filter(account -> account.path("accountId").asText().equals(accountId))
            .flatMap(account -> account.findValuesAsText("accessKeyId").stream())
            .anyMatch(accessKeyId::equals);
    if (!isThere) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "the account %s has no access key %s".formatted(accountId, accessKeyId));
    }
  }
}
