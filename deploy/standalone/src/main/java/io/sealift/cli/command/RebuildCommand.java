package io.sealift.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rebuild}: the catalogue from what the regions' stores and key rings hold. */
@Command(
    name = "rebuild",
    description = {
      "Make known again what the regions' stores and key rings hold, when Kafka is lost.",
      "Adds what is not known and changes nothing else; run again, it adds nothing twice.",
      "Administrators only."
    })
public final class RebuildCommand extends ClientCommand {
  @Option(
      names = "--account",
      required = true,
      paramLabel = "ACCOUNT",
      description = "Whose the images become; one under a customer's key is its key's owner's.")
  private String account = "";

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Only this region; may be given several times.")
  private List<String> regions = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only say what would be added.")
  private boolean dryRun;

  /** A command that finds its cluster in this environment. */
  public RebuildCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    Map<String, JsonNode> begun = new LinkedHashMap<>();
    for (String region : wanted(client)) {
      ObjectNode body =
          StrictJson.mapper().createObjectNode().put("accountId", account).put("dryRun", dryRun);
      String path = "/v1/regions/%s/rebuild".formatted(PathSteps.require("REGION", region));
      begun.put(region, client.post(path, body));
    }
    ObjectNode result = StrictJson.mapper().createObjectNode();
    ArrayNode told = result.putArray("regions");
    List<String> failed = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : begun.entrySet()) {
      JsonNode operation = Operations.ended(client, each.getValue());
      told.add(tell(each.getKey(), operation, printout));
      if (!Operations.succeeded(operation)) {
        failed.add(each.getKey() + ": " + Operations.failure(operation).getMessage());
      }
    }
    printout.result(result);
    if (!failed.isEmpty()) {
      throw new CommandFailure(ExitCode.FAILED, String.join("; ", failed));
    }
    return ExitCode.DONE;
  }

  private List<String> wanted(RestClient client) throws IOException, InterruptedException {
    if (!regions.isEmpty()) {
      return regions.stream().distinct().toList();
    }
    List<String> all = new ArrayList<>();
    client
        .get("/v1/regions", Map.of())
        .path("regions")
        .forEach(region -> all.add(region.path("region").asText()));
    return all;
  }

  private static ObjectNode tell(String region, JsonNode operation, Printout printout) {
    ObjectNode told = StrictJson.mapper().createObjectNode().put("region", region);
    for (String field : List.of("operationId", "state", "result", "failure", "lines")) {
      if (operation.hasNonNull(field)) {
        told.set(field, operation.get(field));
      }
    }
    operation.path("lines").forEach(line -> printout.line(region + ": " + line.asText()));
    if (operation.hasNonNull("result")) {
      printout.line(region + ": " + operation.path("result").asText());
    }
    return told;
  }
}
