package io.sealift.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A change of a customer key's state. */
@Command
public final class KeyAction extends ClientCommand {
  private static final String DAYS = "--days";

  private final String action;

  @Parameters(paramLabel = "KEY", description = "The key's id.")
  private String keyId = "";

  /** The action as the API names it. */
  public KeyAction(Map<String, String> environment, String action) {
    super(environment);
    this.action = action;
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    ObjectNode body = StrictJson.mapper().createObjectNode();
    int days = spec().commandLine().getParseResult().matchedOptionValue(DAYS, 0);
    if (days != 0) {
      body.put("days", days);
    }
    String path = "/v1/keys/%s/%s".formatted(PathSteps.require("KEY", keyId), action);
    String result =
        Operations.await(client, client.postRepeatable(path, body)).path("result").asText();
    printout.result(
        StrictJson.mapper()
            .createObjectNode()
            .put("keyId", keyId)
            .put("action", action)
            .put("result", result));
    printout.line("%s: %s done: %s".formatted(keyId, action, result));
    return ExitCode.DONE;
  }
}
