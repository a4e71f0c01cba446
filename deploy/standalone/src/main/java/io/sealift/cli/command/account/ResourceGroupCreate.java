package io.sealift.cli.command.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.command.ClientCommand;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code resource-group create}. */
@Command(name = "create", description = "Make a resource group.")
public final class ResourceGroupCreate extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The group's name.")
  private String name = "";

  /** A command that finds its cluster in this environment. */
  public ResourceGroupCreate(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException {
    JsonNode made =
        client.post(
            "/v1/resource-groups", StrictJson.mapper().createObjectNode().put("name", name));
    printout.result(made);
    printout.line(made.path("resourceGroupId").asText());
    return ExitCode.DONE;
  }
}
