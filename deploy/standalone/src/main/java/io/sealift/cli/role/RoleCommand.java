package io.sealift.cli.role;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.config.ConfigException;
import io.sealift.config.ConfigValues;
import io.sealift.telemetry.LogSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One role in the foreground, configured by a file and the environment. */
abstract class RoleCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings as key=value lines; the environment wins.")
  private @Nullable Path config;

  @Option(names = "--json", description = "Print the ready line as a JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  RoleCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** A role that serves, and how it says so. */
  record Started(AutoCloseable role, JsonNode result, String line) {}

  /** Reads what the role is told. */
  abstract ConfigValues read(Optional<Path> file, Map<String, String> environment)
      throws ConfigException;

  /** Starts the role and returns when it serves. */
  abstract Started start(ConfigValues values)
      throws IOException, InterruptedException, CommandFailure;

  @Override
  public final Integer call() throws IOException, InterruptedException, CommandFailure {
    ConfigValues values;
    try {
      values = read(Optional.ofNullable(config), environment);
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.USAGE, String.join("\n", e.problems()), e);
    }
    System.setProperty(
        "sealift.log.format", LogSettings.of(values).format().name().toLowerCase(Locale.ROOT));
    Foreground.logTo("logback-role.xml");
    Started started = start(values);
    Printout printout = new Printout(spec.commandLine().getOut(), json);
    printout.result(started.result());
    printout.line(started.line());
    Foreground.run(started.role(), spec.commandLine().getErr());
    return ExitCode.DONE.value();
  }

  static CommandFailure cannotStart(Exception problem) {
    return new CommandFailure(ExitCode.FAILED, "cannot start: " + problem.getMessage(), problem);
  }
}
