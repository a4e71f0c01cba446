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

  /** Returns the operation once it succeeded; what failed ends the command. */
  public static JsonNode await(RestClient client, JsonNode accepted)
      throws IOException, InterruptedException, CommandFailure {
    String id = PathSteps.require("operation", accepted.path("operationId").asText());
    RestClient patient = client.withPatience(JobWatcher.PATIENCE);
    while (true) {
      JsonNode operation = patient.get("/v1/operations/" + id, Map.of());
      switch (operation.path("state").asText()) {
        case "RUNNING" -> TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
        case "SUCCEEDED" -> {
          return operation;
        }
        default -> throw new CommandFailure(ExitCode.FAILED, reason(operation.path("failure")));
      }
    }
  }

  private static String reason(JsonNode failure) {
    return failure.isObject()
        ? "%s: %s".formatted(failure.path("code").asText(), failure.path("message").asText())
        : failure.asText("the operation failed");
  }
}
