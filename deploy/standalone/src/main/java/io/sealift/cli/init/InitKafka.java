package io.sealift.cli.init;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.kafka.ClusterProvisioner;
import io.sealift.kafka.KafkaSettings;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code init kafka}: the topics, and what each role may do with them. */
@Command(
    name = "kafka",
    description =
        "Make the topics and the access rules of all roles; what is there already stays as it is.")
public final class InitKafka implements Callable<Integer> {
  private static final int MAX_REPLICAS = 9;

  @Option(
      names = "--bootstrap-servers",
      required = true,
      paramLabel = "HOST:PORT,...",
      description = "Where Kafka is reached.")
  private String servers = "";

  @Option(
      names = "--admin-config",
      paramLabel = "FILE",
      description =
          "Properties of a Kafka client (security.protocol, ssl.*) that is one of the brokers'"
              + " super users.")
  private @Nullable Path config;

  @Mixin private RegionOption regions = new RegionOption();

  @Option(
      names = "--replication-factor",
      defaultValue = "3",
      paramLabel = "N",
      description = "Replicas of each topic, 1 to 9; 3 by default.")
  private int replicas;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailure {
    Counts.requireUpTo(MAX_REPLICAS, "--replication-factor", replicas);
    ClusterProvisioner.Outcome outcome =
        new ClusterProvisioner(kafka()).provision(regions.regions(), (short) replicas);
    ObjectNode result = StrictJson.mapper().createObjectNode();
    outcome.topics().forEach(result.putArray("topics")::add);
    outcome.rules().forEach(result.putArray("rules")::add);
    outcome.others().forEach(result.putArray("others")::add);
    Printout printout = new Printout(spec.commandLine().getOut(), json);
    printout.result(result);
    outcome.topics().forEach(topic -> printout.line("made topic " + topic));
    outcome.rules().forEach(rule -> printout.line("made rule: " + rule));
    outcome.others().forEach(rule -> printout.line("left rule that is not needed: " + rule));
    if (outcome.topics().isEmpty() && outcome.rules().isEmpty()) {
      printout.line("nothing to do: all topics and access rules are there");
    }
    return ExitCode.DONE.value();
  }

  private KafkaSettings kafka() throws IOException, CommandFailure {
    try {
      return new KafkaSettings(servers, properties());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private Map<String, String> properties() throws IOException {
    Map<String, String> properties = new TreeMap<>();
    if (config != null) {
      Properties read = new Properties();
      try (Reader reader = Files.newBufferedReader(config)) {
        read.load(reader);
      }
      read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    }
    return properties;
  }
}
