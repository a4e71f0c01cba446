package io.sealift.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.JobWatcher;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Waits for what an agent does on a user's behalf: key changes and verifications. */
public final class Operations {
  private static final long INTERVAL_MILLIS = 150;

  private Operations() {}

  /** The operation, once it has succeeded; what failed ends the command. */
  public static JsonNode await(RestClient client, JsonNode accepted)
      throws IOException, InterruptedException, CommandFailure {
    JsonNode operation = ended(client, accepted);
    if (!succeeded(operation)) {
      throw failure(operation);
    }
    return operation;
  }

  /** Whether an ended operation did what was asked for. */
  public static boolean succeeded(JsonNode operation) {
    return operation.path("state").asText().equals("SUCCEEDED");
  }

  /** How a command ends whose operation failed. */
  public static CommandFailure failure(JsonNode operation) {
    return new CommandFailure(
        ExitCode.FAILED, operation.path("failure").asText("the operation failed"));
  }

  /** Returns the operation once it has ended. */
  public static JsonNode ended(RestClient client, JsonNode accepted)
      throws IOException, InterruptedException, CommandFailure {
    String id = PathSteps.require("operation", accepted.path("operationId").asText());
    RestClient patient = client.withPatience(JobWatcher.PATIENCE);
    while (true) {
      JsonNode operation = patient.get("/v1/operations/" + id, Map.of());
      if (!operation.path("state").asText().equals("RUNNING")) {
        return operation;
      }
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
    }
  }
}
