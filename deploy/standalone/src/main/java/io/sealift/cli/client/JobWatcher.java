package io.sealift.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.ProgressDisplay;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Follows one job to its end, through restarts of the coordinator, and shows each target's
 * progress.
 */
public final class JobWatcher {
  /** How long a coordinator may be away before following it is given up. */
  public static final Duration PATIENCE = Duration.ofMinutes(3);

  /** How long it may be away before what a command will wait for is begun. */
  public static final Duration START_PATIENCE = Duration.ofSeconds(30);

  private static final long INTERVAL_MILLIS = 300;
  private static final String RUNNING = "RUNNING";

  private final RestClient client;
  private final String jobId;

  /** Follows the job through this client. */
  public JobWatcher(RestClient client, String jobId) {
    this.client = client.withPatience(PATIENCE);
    this.jobId = jobId;
  }

  /** Returns the job once it has ended. */
  public JsonNode untilEnd(ProgressDisplay display) throws IOException, InterruptedException {
    while (true) {
      JsonNode job = current();
      show(job, display);
      if (!RUNNING.equals(job.path("state").asText())) {
        return job;
      }
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
    }
  }

  /** Returns the job once its first target is not waiting any more, or the job has ended. */
  public JsonNode untilStarted() throws IOException, InterruptedException {
    while (true) {
      JsonNode job = current();
      String target = job.path("targets").path(0).path("state").asText();
      boolean waits =
          target.equals("WAITING") || target.equals("PREFLIGHT") || target.equals("PAUSED");
      if (!waits || !RUNNING.equals(job.path("state").asText())) {
        return job;
      }
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
    }
  }

  private JsonNode current() throws IOException, InterruptedException {
    return client.get("/v1/jobs/" + jobId, Map.of());
  }

  /** How a command ends that waited for this ended job. */
  public static ExitCode exitCode(JsonNode endedJob) {
    return switch (endedJob.path("state").asText()) {
      case "SUCCEEDED" -> ExitCode.DONE;
      case "CANCELLED" -> ExitCode.CANCELLED;
      default -> ExitCode.FAILED;
    };
  }

  /** The first failure among the job's targets, in words. */
  public static Optional<String> failure(JsonNode job) {
    for (JsonNode target : job.path("targets")) {
      JsonNode failure = target.path("failure");
      if (failure.isObject()) {
        String advice = failure.path("advice").asText("");
        return Optional.of(
            "%s: %s: %s%s"
                .formatted(
                    target.path("region").asText(),
                    failure.path("code").asText(),
                    failure.path("message").asText(),
                    advice.isEmpty() ? "" : " (" + advice + ")"));
      }
    }
    return Optional.empty();
  }

  private static void show(JsonNode job, ProgressDisplay display) {
    for (JsonNode target : job.path("targets")) {
      String state = target.path("state").asText();
      if (target.hasNonNull("queuePlace")) {
        state += " (place " + target.get("queuePlace").asText() + ")";
      }
      long total = target.path("bytesTotal").asLong();
      long done = target.path("bytesDone").asLong();
      // The whole is there only with the image: its manifests are still to be written.
      long shown = state.equals("AVAILABLE") ? done : Math.min(done, Math.max(0, total - 1));
      display.report(target.path("region").asText(), state, shown, total);
    }
  }
}
