package io.sealift.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code key create}: a customer key in a region's key service. */
@Command(name = "create", description = "Make a customer key in a region.")
public final class KeyCreate extends ClientCommand {
  @Option(
      names = "--region",
      required = true,
      paramLabel = "REGION",
      description = "Where the key lives.")
  private String region = "";

  @Option(
      names = "--description",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "What it is for.")
  private String description = "";

  /** A command that finds its cluster in this environment. */
  public KeyCreate(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    ObjectNode body = StrictJson.mapper().createObjectNode().put("region", region);
    if (!description.isEmpty()) {
      body.put("description", description);
    }
    JsonNode accepted = client.post("/v1/keys", body);
    Operations.await(client, accepted);
    String keyId = accepted.path("keyId").asText();
    printout.result(
        StrictJson.mapper().createObjectNode().put("keyId", keyId).put("region", region));
    printout.line(keyId);
    return ExitCode.DONE;
  }
}
