package io.sealift.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.JobWatcher;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.cli.terminal.ProgressDisplay;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code job watch}: follows a job to its end. */
@Command(name = "watch", description = "Follow a job to its end, with a progress bar per target.")
public final class JobWatch extends ClientCommand {
  @Parameters(paramLabel = "JOB", description = "The job's id.")
  private String jobId = "";

  /** A command that finds its cluster in this environment. */
  public JobWatch(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    JsonNode job;
    try (ProgressDisplay display = progress()) {
      job = new JobWatcher(client, PathSteps.require("JOB", jobId)).untilEnd(display);
    }
    printout.result(job);
    printout.line("%s: %s".formatted(jobId, job.path("state").asText()));
    JobWatcher.failure(job).ifPresent(this::note);
    return JobWatcher.exitCode(job);
  }
}
