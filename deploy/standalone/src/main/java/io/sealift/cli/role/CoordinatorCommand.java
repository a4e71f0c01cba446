package io.sealift.cli.role;

import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.config.ConfigException;
import io.sealift.coordinator.Coordinator;
import io.sealift.coordinator.CoordinatorSettings;
import io.sealift.protocol.StrictJson;
import io.sealift.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code coordinator}: one coordinator against an external Kafka. */
@Command(
    name = "coordinator",
    description = "Run one coordinator, configured by a file and the environment.")
public final class CoordinatorCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings as key=value lines; the environment wins.")
  private @Nullable Path config;

  @Option(names = "--json", description = "Print the ready line as a JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A command that reads settings from this environment too. */
  public CoordinatorCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailure {
    CoordinatorSettings settings;
    try {
      settings = CoordinatorSettings.read(Optional.ofNullable(config), environment);
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.USAGE, String.join("\n", e.problems()), e);
    }
    Foreground.logTo("logback-role.xml");
    Coordinator coordinator;
    try {
      coordinator = Coordinator.start(settings, new Telemetry());
    } catch (TimeoutException e) {
      throw new CommandFailure(ExitCode.FAILED, "cannot start: " + e.getMessage(), e);
    }
    Printout printout = new Printout(spec.commandLine().getOut(), json);
    printout.result(
        StrictJson.mapper().createObjectNode().put("ready", true).put("port", coordinator.port()));
    printout.line("ready http://%s:%d".formatted(settings.bindHost(), coordinator.port()));
    Foreground.run(coordinator, spec.commandLine().getErr());
    return ExitCode.DONE.value();
  }
}
