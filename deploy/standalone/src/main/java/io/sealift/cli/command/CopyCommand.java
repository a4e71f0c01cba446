package io.sealift.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.client.JobWatcher;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.Amounts;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.cli.terminal.ProgressDisplay;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code copy} of an image or a snapshot to one or several regions, as one job. */
@Command(name = "copy")
public final class CopyCommand extends ClientCommand {
  private final String sourceField;

  @Mixin private CopyOptions copy = new CopyOptions();

  @Option(names = "--wait", description = "Follow the job to its end.")
  private boolean wait;

  /**
   * The source's field in the request: {@code imageId} or {@code snapshotId}; its id is the
   * command's one parameter.
   */
  public CopyCommand(Map<String, String> environment, String sourceField) {
    super(environment);
    this.sourceField = sourceField;
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    String sourceId = spec().commandLine().getParseResult().matchedPositionalValue(0, "");
    RestClient starting = wait ? client.withPatience(JobWatcher.START_PATIENCE) : client;
    JsonNode accepted = starting.postRepeatable("/v1/jobs", copy.request(sourceField, sourceId));
    if (copy.dryRun()) {
      printout.result(accepted);
      for (JsonNode target : accepted.path("targets")) {
        String bytes = Amounts.bytes(target.path("bytes").asLong());
        int place = target.path("queuePlace").asInt();
        printout.line(
            "%s: %s, %s"
                .formatted(
                    target.path("region").asText(),
                    bytes,
                    place == 0 ? "starts at once" : "waits at place " + place));
      }
      return ExitCode.DONE;
    }
    String jobId = accepted.path("jobId").asText();
    printout.line(jobId);
    for (JsonNode target : accepted.path("targets")) {
      printout.line(
          "%s: %s".formatted(target.path("region").asText(), target.path("imageId").asText("-")));
    }
    if (!wait) {
      printout.result(accepted);
      return ExitCode.DONE;
    }
    JsonNode job;
    try (ProgressDisplay display = progress()) {
      job = new JobWatcher(client, jobId).untilEnd(display);
    }
    printout.result(((ObjectNode) accepted.deepCopy()).put("state", job.path("state").asText()));
    printout.line("%s: %s".formatted(jobId, job.path("state").asText()));
    JobWatcher.failure(job).ifPresent(this::note);
    return JobWatcher.exitCode(job);
  }
}
