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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code cancel}, {@code pause}, {@code resume} or {@code retry} of a job or of one of its targets.
 */
@Command
public final class JobAction extends ClientCommand {
  private final String action;

  @Parameters(paramLabel = "JOB", description = "The job's id.")
  private String jobId = "";

  @Option(
      names = {"--target", "--region"},
      paramLabel = "REGION",
      description = "Only the target in this region; all targets without it.")
  private @Nullable String region;

  /** The action as the API names it. */
  public JobAction(Map<String, String> environment, String action) {
    super(environment);
    this.action = action;
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    ObjectNode body = StrictJson.mapper().createObjectNode();
    if (region != null) {
      body.put("region", region);
    }
    // All four are facts, not steps: asked for twice they change nothing more.
    JsonNode job =
        client.postRepeatable(
            "/v1/jobs/%s/%s".formatted(PathSteps.require("JOB", jobId), action), body);
    printout.result(job);
    for (JsonNode target : job.path("targets")) {
      printout.line(
          "%s: %s".formatted(target.path("region").asText(), target.path("state").asText()));
    }
    return ExitCode.DONE;
  }
}
