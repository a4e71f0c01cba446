package io.sealift.cli.command;

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

/** {@code job limit}: another rate or priority for running work. */
@Command(name = "limit", description = "Change a job's rate limit or priority while it runs.")
public final class JobLimit extends ClientCommand {
  @Parameters(paramLabel = "JOB", description = "The job's id.")
  private String jobId = "";

  @Option(
      names = "--max-rate",
      paramLabel = "BYTES",
      converter = RateLimit.class,
      description = "Bytes per second for each target, as 50MiB; none takes the limit away.")
  private @Nullable Long maxRate;

  @Option(
      names = "--priority",
      paramLabel = "0-9",
      converter = Priority.class,
      description = "More goes first.")
  private @Nullable Integer priority;

  /** A command that finds its cluster in this environment. */
  public JobLimit(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    if (maxRate == null && priority == null) {
      throw new CommandFailure(ExitCode.USAGE, "--max-rate: name a rate, a priority or both");
    }
    ObjectNode body = StrictJson.mapper().createObjectNode();
    if (maxRate != null) {
      body.put("maxBytesPerSecond", maxRate);
    }
    if (priority != null) {
      body.put("priority", priority);
    }
    printout.result(
        client.postRepeatable(
            "/v1/jobs/%s/limit".formatted(PathSteps.require("JOB", jobId)), body));
    printout.line("limited " + jobId);
    return ExitCode.DONE;
  }
}
