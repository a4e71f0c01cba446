package io.sealift.cli.role;

import io.sealift.agent.image.ImageFormat;
import io.sealift.cli.client.ClientSettings;
import io.sealift.cli.command.ByteCount;
import io.sealift.cli.terminal.Amounts;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.protocol.StrictJson;
import io.sealift.standalone.ClusterSettings;
import io.sealift.standalone.StandaloneCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code demo}: a cluster of four regions copies an image in every way there is, and every copy is
 * compared.
 */
@Command(
    name = "demo",
    description =
        "Start a cluster of four regions, import an image, copy it in every way by one job, export"
            + " every copy and compare it.")
public final class DemoCommand implements Callable<Integer> {
  private static final long DEFAULT_BYTES = 1L << 30;

  private final Map<String, String> environment;
  private final Function<Map<String, String>, CommandLine> commands;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "Your own image instead of a made one.")
  private @Nullable Path image;

  @Option(
      names = "--format",
      paramLabel = "raw|qcow2|vmdk|vhd",
      description = "What your image is; by default what its name ends in, else raw.")
  private @Nullable String format;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "Size of the made image, as 4GiB; 1 GiB by default.")
  private long sizeBytes = DEFAULT_BYTES;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where everything lies; a temporary directory without it.")
  private @Nullable Path directory;

  @Option(
      names = "--keep",
      description = "Leave the cluster up afterwards and say how to talk to it.")
  private boolean keep;

  @Option(
      names = "--json",
      description = "Print one JSON object and nothing else on standard output.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A demonstration with these client commands, which take the environment they are given. */
  public DemoCommand(
      Map<String, String> environment, Function<Map<String, String>, CommandLine> commands) {
    this.environment = Map.copyOf(environment);
    this.commands = commands;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailure {
    if (image != null && !Files.isRegularFile(image)) {
      throw new CommandFailure(ExitCode.NOT_FOUND, "--image: no such file: " + image);
    }
    boolean temporary = directory == null;
    Path root = directory == null ? Files.createTempDirectory("sealift-demo") : directory;
    PrintWriter story = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    story.println("starting a broker, a coordinator and the agents of four regions in " + root);
    story.flush();
    ClusterSettings settings =
        ClusterStart.settings(root, DemoStory.REGIONS, 0, Optional.empty(), 1);
    StandaloneCluster cluster = ClusterStart.start(settings);
    boolean left = false;
    try {
      DemoStory.Outcome outcome = play(cluster, root, story);
      Printout printout = new Printout(spec.commandLine().getOut(), json);
      printout.result(StrictJson.mapper().valueToTree(outcome));
      if (keep) {
        left = true;
        sayHowToTalk(cluster, root, story);
        Foreground.run(cluster, spec.commandLine().getErr());
      }
      return ExitCode.DONE.value();
    } finally {
      if (!left) {
        cluster.close();
        if (temporary) {
          DemoStory.deleteTree(root);
        }
      }
    }
  }

  private DemoStory.Outcome play(StandaloneCluster cluster, Path root, PrintWriter story)
      throws IOException, InterruptedException, CommandFailure {
    Path work = Files.createDirectories(root.resolve("demo"));
    Path file = image;
    ImageFormat declared = ImageFormat.RAW;
    if (file == null) {
      file = work.resolve("disk.raw");
      story.println(
          "making a disk image of %s: random data, text and holes"
              .formatted(Amounts.bytes(sizeBytes)));
      story.flush();
      DemoImage.write(file, sizeBytes);
    } else {
      declared = declaredFormat(file);
    }
    ClientLine line =
        new ClientLine(commands, clientEnvironment(cluster), story, spec.commandLine().getErr());
    return new DemoStory(line, work, root, story).play(file, declared);
  }

  private ImageFormat declaredFormat(Path file) throws CommandFailure {
    String name = file.getFileName().toString();
    String given = format == null ? name.substring(name.lastIndexOf('.') + 1) : format;
    Optional<ImageFormat> named = ImageFormat.named(given);
    if (named.isEmpty() && format != null) {
      throw new CommandFailure(ExitCode.USAGE, "--format: must be raw, qcow2, vmdk or vhd");
    }
    return named.orElse(ImageFormat.RAW);
  }

  private Map<String, String> clientEnvironment(StandaloneCluster cluster) {
    Map<String, String> client = new HashMap<>(environment);
    client.remove(ClientSettings.DIRECTORY);
    client.put(ClientSettings.ENDPOINT, cluster.endpoint());
    client.put(ClientSettings.ACCESS_KEY_ID, cluster.administratorKey().id());
    client.put(ClientSettings.ACCESS_KEY_SECRET, cluster.administratorKey().secret());
    client.put("SEALIFT_PROGRESS", "always");
    return client;
  }

  private static void sayHowToTalk(StandaloneCluster cluster, Path root, PrintWriter story) {
    story.println();
    story.println(
        "The cluster stays up at %s (kafka %s). In another shell:"
            .formatted(cluster.endpoint(), cluster.kafkaServers()));
    story.println("  export SEALIFT_DIR=" + root.toAbsolutePath());
    story.println("  ./sealift image list");
    story.println(
        "End it with Ctrl-C; './sealift up --dir %s --regions %s' brings it back."
            .formatted(root, String.join(",", DemoStory.REGIONS)));
    story.flush();
  }
}
