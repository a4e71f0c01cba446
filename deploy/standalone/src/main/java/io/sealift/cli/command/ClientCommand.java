package io.sealift.cli.command;

import io.sealift.cli.client.ClientSettings;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.cli.terminal.ProgressBars;
import io.sealift.cli.terminal.ProgressDisplay;
import io.sealift.cli.terminal.ProgressLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that calls a coordinator. Its failures end in one line, by {@link CommandFailures}. */
public abstract class ClientCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final String PROGRESS = "SEALIFT_PROGRESS";
  private static final String TERMINAL = "SEALIFT_TERMINAL";

  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClientOptions options = new ClientOptions();

  /** A command that finds its cluster in this environment. */
  protected ClientCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Does the command's work. */
  protected abstract ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure;

  @Override
  public final Integer call() throws IOException, InterruptedException, CommandFailure {
    ClientSettings settings = ClientSettings.find(environment, options.directory());
    RestClient client = new RestClient(settings, PATIENCE, this::note);
    return run(client, options.printout(spec.commandLine().getOut())).value();
  }

  /** The command as picocli knows it. */
  protected final CommandSpec spec() {
    return spec;
  }

  /**
   * Where progress is shown: bars on a terminal, lines elsewhere, nothing for those who want JSON.
   */
  protected final ProgressDisplay progress() {
    if (options.json() && !environment.getOrDefault(PROGRESS, "").equals("always")) {
      return ProgressDisplay.SILENT;
    }
    return onTerminal() ? new ProgressBars() : new ProgressLines(err(), InstantSource.system());
  }

  /** A line for people about what goes on, beside the results. */
  protected final void note(String line) {
    if (!options.json()) {
      err().println(line);
      err().flush();
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  // The launcher looks whether standard error is a terminal: Java cannot.
  private boolean onTerminal() {
    return environment.getOrDefault(TERMINAL, "").equals("1");
  }
}
