package io.sealift.cli.role;

import io.sealift.agent.RegionAgent;
import io.sealift.agent.RegionAgentConfig;
import io.sealift.agent.RegionAgentSettings;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.StoreException;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.config.ConfigException;
import io.sealift.protocol.StrictJson;
import io.sealift.telemetry.Telemetry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code region-agent}: one agent against an external Kafka. */
@Command(
    name = "region-agent",
    description = "Run one region agent, configured by a file and the environment.")
public final class RegionAgentCommand implements Callable<Integer> {
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
  public RegionAgentCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws InterruptedException, CommandFailure {
    RegionAgentSettings settings;
    try {
      settings = RegionAgentConfig.read(Optional.ofNullable(config), environment);
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.USAGE, String.join("\n", e.problems()), e);
    }
    Foreground.logTo("logback-role.xml");
    RegionAgent agent;
    try {
      agent = RegionAgent.start(settings, new Telemetry());
    } catch (StoreException | KmsException e) {
      throw new CommandFailure(ExitCode.FAILED, "cannot start: " + e.getMessage(), e);
    }
    String management = agent.managementEndpoint().toString();
    Printout printout = new Printout(spec.commandLine().getOut(), json);
    printout.result(
        StrictJson.mapper().createObjectNode().put("ready", true).put("management", management));
    printout.line(
        "ready agent %s of region %s (management %s)"
            .formatted(settings.agentId(), settings.region(), management));
    Foreground.run(agent, spec.commandLine().getErr());
    return ExitCode.DONE.value();
  }
}
