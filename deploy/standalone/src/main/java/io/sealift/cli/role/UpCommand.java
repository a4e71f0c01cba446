package io.sealift.cli.role;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.kafka.KafkaSettings;
import io.sealift.protocol.StrictJson;
import io.sealift.standalone.ClusterSettings;
import io.sealift.standalone.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code up}: a whole cluster in the foreground. */
@Command(
    name = "up",
    description =
        "Run a cluster in this process until it is told to stop; comes back with its state on the"
            + " same DIR.")
public final class UpCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Holds everything; SEALIFT_DIR or .sealift without it.")
  private @Nullable Path directory;

  @Option(
      names = "--regions",
      split = ",",
      paramLabel = "REGION",
      defaultValue = "a,b,c",
      description = "The regions' names; ${DEFAULT-VALUE} by default.")
  private List<String> regions = List.of();

  @Option(
      names = "--port",
      defaultValue = "0",
      paramLabel = "P",
      description = "The API's port; any free one by default.")
  private int port;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "An external Kafka, 4.2 or newer; without one, a broker runs in this process.")
  private @Nullable String kafka;

  @Option(
      names = "--kafka-clear-text",
      description = "Let that Kafka be reached without TLS though it is on another machine.")
  private boolean clearText;

  @Option(
      names = "--agents",
      defaultValue = "1",
      paramLabel = "N",
      description = "Agents per region; 1 by default.")
  private int agents;

  @Option(names = "--json", description = "Print the ready line as a JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A command that finds its defaults in this environment. */
  public UpCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailure {
    Path root =
        directory == null
            ? Path.of(environment.getOrDefault("SEALIFT_DIR", ".sealift"))
            : directory;
    ClusterSettings settings =
        ClusterStart.settings(root, regions, port, Optional.ofNullable(kafka), agents);
    if (kafka != null) {
      KafkaAddress.requireReachable(kafka);
      if (!clearText && !KafkaSettings.isPrivate(kafka, Map.of())) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--kafka: %s would be reached in the clear: say --kafka-clear-text, or run the roles by"
                    .formatted(kafka)
                + " themselves with TLS");
      }
    }
    StandaloneCluster cluster = ClusterStart.start(settings);
    ObjectNode ready = StrictJson.mapper().createObjectNode();
    ready
        .put("ready", true)
        .put("endpoint", cluster.endpoint())
        .put("kafka", cluster.kafkaServers());
    Printout printout = new Printout(spec.commandLine().getOut(), json);
    printout.result(ready.put("dir", root.toString()));
    printout.line(
        "ready %s (kafka %s, dir %s)".formatted(cluster.endpoint(), cluster.kafkaServers(), root));
    Foreground.run(cluster, spec.commandLine().getErr());
    return ExitCode.DONE.value();
  }
}
