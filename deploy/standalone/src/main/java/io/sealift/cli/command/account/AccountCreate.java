package io.sealift.cli.command.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.client.ClientSettings;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.command.ClientCommand;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code account create}: an account with its first access key, whose secret is shown once. */
@Command(
    name = "create",
    description = "Make an account; its access key is shown once, now. Administrators only.")
public final class AccountCreate extends ClientCommand {
  /** What an account may do. */
  enum Role {
    ADMINISTRATOR,
    OPERATOR,
    VIEWER
  }

  @Parameters(paramLabel = "ACCOUNT", description = "The account's id.")
  private String accountId = "";

  @Option(
      names = "--role",
      defaultValue = "OPERATOR",
      paramLabel = "ROLE",
      description = "administrator, operator or viewer; operator by default.")
  private Role role = Role.OPERATOR;

  /** A command that finds its cluster in this environment. */
  public AccountCreate(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException {
    ObjectNode body =
        StrictJson.mapper()
            .createObjectNode()
            .put("accountId", accountId)
            .put("role", role.name().toUpperCase(Locale.ROOT));
    show(client.post("/v1/accounts", body), printout);
    return ExitCode.DONE;
  }

  /** Prints a new key in the form of environment variables. */
  static void show(JsonNode made, Printout printout) {
    printout.result(made);
    printout.line(ClientSettings.ACCESS_KEY_ID + "=" + made.path("accessKeyId").asText());
    printout.line(ClientSettings.ACCESS_KEY_SECRET + "=" + made.path("accessKeySecret").asText());
  }
}
