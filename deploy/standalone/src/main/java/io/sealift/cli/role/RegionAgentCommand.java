package io.sealift.cli.role;

import io.sealift.agent.RegionAgent;
import io.sealift.agent.RegionAgentConfig;
import io.sealift.agent.RegionAgentSettings;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.StoreException;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.config.ConfigException;
import io.sealift.config.ConfigValues;
import io.sealift.protocol.StrictJson;
import io.sealift.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code region-agent}: one agent against an external Kafka. */
@Command(
    name = "region-agent",
    description = "Run one region agent, configured by a file and the environment.")
public final class RegionAgentCommand extends RoleCommand {
  /** A command that reads settings from this environment too. */
  public RegionAgentCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  ConfigValues read(Optional<Path> file, Map<String, String> environment) throws ConfigException {
    return RegionAgentConfig.read(file, environment);
  }

  @Override
  Started start(ConfigValues values) throws InterruptedException, CommandFailure {
    RegionAgentSettings settings = RegionAgentConfig.of(values);
    try {
      RegionAgent agent = RegionAgent.start(settings, new Telemetry());
      String management = agent.managementEndpoint().toString();
      return new Started(
          agent,
          StrictJson.mapper().createObjectNode().put("ready", true).put("management", management),
          "ready agent %s of region %s (management %s)"
              .formatted(settings.agentId(), settings.region(), management));
    } catch (StoreException | KmsException | IOException e) {
      throw cannotStart(e);
    }
  }
}
