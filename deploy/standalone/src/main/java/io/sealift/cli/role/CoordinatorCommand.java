package io.sealift.cli.role;

import io.sealift.cli.terminal.CommandFailure;
import io.sealift.config.ConfigException;
import io.sealift.config.ConfigValues;
import io.sealift.coordinator.Coordinator;
import io.sealift.coordinator.CoordinatorSettings;
import io.sealift.protocol.StrictJson;
import io.sealift.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code coordinator}: one coordinator against an external Kafka. */
@Command(
    name = "coordinator",
    description = "Run one coordinator, configured by a file and the environment.")
public final class CoordinatorCommand extends RoleCommand {
  /** A command that reads settings from this environment too. */
  public CoordinatorCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  ConfigValues read(Optional<Path> file, Map<String, String> environment) throws ConfigException {
    return CoordinatorSettings.read(file, environment);
  }

  @Override
  Started start(ConfigValues values) throws IOException, InterruptedException, CommandFailure {
    CoordinatorSettings settings = CoordinatorSettings.of(values);
    try {
      Coordinator coordinator = Coordinator.start(settings, new Telemetry());
      return new Started(
          coordinator,
          StrictJson.mapper().createObjectNode().put("ready", true).put("port", coordinator.port()),
          "ready %s://%s:%d"
              .formatted(
                  settings.certificate().isPresent() ? "https" : "http",
                  settings.bindHost(),
                  coordinator.port()));
    } catch (TimeoutException e) {
      throw cannotStart(e);
    }
  }
}
