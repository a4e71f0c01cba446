package io.sealift.cli;

import io.sealift.cli.command.CommandFailures;
import io.sealift.cli.command.CopyCommand;
import io.sealift.cli.command.DeleteCommand;
import io.sealift.cli.command.JobAction;
import io.sealift.cli.command.JobLimit;
import io.sealift.cli.command.JobWatch;
import io.sealift.cli.command.KeyAction;
import io.sealift.cli.command.KeyCreate;
import io.sealift.cli.command.ListCommand;
import io.sealift.cli.command.Listing;
import io.sealift.cli.command.RebuildCommand;
import io.sealift.cli.command.RequestSign;
import io.sealift.cli.command.ShowCommand;
import io.sealift.cli.command.account.AccessKeyAction;
import io.sealift.cli.command.account.AccessKeyCreate;
import io.sealift.cli.command.account.AccessKeyRotate;
import io.sealift.cli.command.account.AccountCreate;
import io.sealift.cli.command.account.ResourceGroupCreate;
import io.sealift.cli.command.image.ImageExport;
import io.sealift.cli.command.image.ImageImport;
import io.sealift.cli.command.image.ImageVerify;
import io.sealift.cli.init.InitCertificates;
import io.sealift.cli.init.InitKafka;
import io.sealift.cli.role.CoordinatorCommand;
import io.sealift.cli.role.DemoCommand;
import io.sealift.cli.role.RegionAgentCommand;
import io.sealift.cli.role.UpCommand;
import io.sealift.cli.terminal.ExitCode;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** All commands, put together by hand. */
final class CommandTree {
  private static final String VERSION = "sealift 0.1.0";

  private final Map<String, String> environment;
  private final InputStream input;

  CommandTree(Map<String, String> environment, InputStream input) {
    this.environment = Map.copyOf(environment);
    this.input = input;
  }

  /** The program with all its commands. */
  CommandLine build() {
    CommandLine root =
        group(
            "sealift", "Copies machine images between regions, sealed with each region's own key.");
    root.addSubcommand("up", new UpCommand(environment));
    root.addSubcommand(
        "demo", new DemoCommand(environment, given -> new CommandTree(given, input).build()));
    root.addSubcommand("coordinator", new CoordinatorCommand(environment));
    root.addSubcommand("region-agent", new RegionAgentCommand(environment));
    CommandLine init = group("init", "What a cluster needs before its roles start.");
    init.addSubcommand("certificates", new InitCertificates(InstantSource.system()));
    init.addSubcommand("kafka", new InitKafka());
    root.addSubcommand("init", init);
    root.addSubcommand("image", image());
    root.addSubcommand("job", job());
    root.addSubcommand("snapshot", snapshot());
    root.addSubcommand("key", key());
    root.addSubcommand("account", account());
    root.addSubcommand("resource-group", resourceGroup());
    root.addSubcommand(
        "region",
        listGroup("region", "Regions of the cluster.", Listing.REGIONS, "List the regions."));
    root.addSubcommand(
        "agent", listGroup("agent", "Agents of all regions.", Listing.AGENTS, "List the agents."));
    root.addSubcommand("rebuild", new RebuildCommand(environment));
    CommandLine request = group("request", "Copy requests that go through Kafka.");
    request.addSubcommand("sign", new RequestSign(environment, input, InstantSource.system()));
    root.addSubcommand("request", request);
    finish(root);
    CommandFailures failures = new CommandFailures();
    root.setExecutionExceptionHandler(failures);
    root.setParameterExceptionHandler(failures);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    return root;
  }

  private CommandLine image() {
    CommandLine image = group("image", "Images: import, copy, export and look after them.");
    image.addSubcommand("import", new ImageImport(environment));
    image.addSubcommand("list", list(Listing.IMAGES, "List images."));
    image.addSubcommand(
        "show", described(new ShowCommand(environment, "images"), "Show one image."));
    CommandLine delete =
        described(new DeleteCommand(environment, "images"), "Delete an image and its snapshots.");
    delete
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--keep-snapshots")
                .description("Leave its snapshots.")
                .arity("0")
                .build());
    image.addSubcommand("delete", delete);
    image.addSubcommand(
        "copy", copy("imageId", "IMAGE", "Copy an image to one or several regions."));
    image.addSubcommand("export", new ImageExport(environment));
    image.addSubcommand("verify", new ImageVerify(environment));
    return image;
  }

  private CommandLine job() {
    CommandLine job = group("job", "Copy jobs: follow and steer them.");
    job.addSubcommand("list", list(Listing.JOBS, "List jobs."));
    job.addSubcommand("show", described(new ShowCommand(environment, "jobs"), "Show one job."));
    job.addSubcommand("watch", new JobWatch(environment));
    job.addSubcommand(
        "cancel", described(new JobAction(environment, "cancel"), "Cancel a job or one target."));
    job.addSubcommand(
        "pause", described(new JobAction(environment, "pause"), "Pause a job or one target."));
    job.addSubcommand(
        "resume", described(new JobAction(environment, "resume"), "Go on with what was paused."));
    job.addSubcommand(
        "retry", described(new JobAction(environment, "retry"), "Try failed targets again."));
    job.addSubcommand("limit", new JobLimit(environment));
    return job;
  }

  private CommandLine snapshot() {
    CommandLine snapshot = group("snapshot", "Snapshots, of which images are made.");
    snapshot.addSubcommand("list", list(Listing.SNAPSHOTS, "List snapshots."));
    snapshot.addSubcommand(
        "show", described(new ShowCommand(environment, "snapshots"), "Show one snapshot."));
    snapshot.addSubcommand(
        "copy", copy("snapshotId", "SNAPSHOT", "Copy a snapshot to one or several regions."));
    snapshot.addSubcommand(
        "delete", described(new DeleteCommand(environment, "snapshots"), "Delete a snapshot."));
    return snapshot;
  }

  private CommandLine key() {
    CommandLine key = group("key", "Customer keys of the regions' key services.");
    key.addSubcommand("create", new KeyCreate(environment));
    key.addSubcommand("list", list(Listing.KEYS, "List keys."));
    key.addSubcommand("show", described(new ShowCommand(environment, "keys"), "Show one key."));
    key.addSubcommand(
        "enable", described(new KeyAction(environment, "enable"), "Let a key be used again."));
    key.addSubcommand(
        "disable", described(new KeyAction(environment, "disable"), "Let nobody use a key."));
    key.addSubcommand(
        "rotate",
        described(
            new KeyAction(environment, "rotate"),
            "Make a new version of a key; what older ones sealed still opens."));
    CommandLine deletion =
        described(
            new KeyAction(environment, "schedule-deletion"),
            "Delete a key after some days, unless cancelled.");
    deletion
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--days")
                .paramLabel("N")
                .type(Integer.class)
                .defaultValue("30")
                .description("7 to 366; 30 by default.")
                .build());
    key.addSubcommand("schedule-deletion", deletion);
    key.addSubcommand(
        "cancel-deletion",
        described(new KeyAction(environment, "cancel-deletion"), "Keep a key after all."));
    return key;
  }

  private CommandLine copy(String sourceField, String label, String description) {
    CommandLine copy = described(new CopyCommand(environment, sourceField), description);
    CommandSpec spec = copy.getCommandSpec();
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .type(String.class)
            .paramLabel(label)
            .description("The source's id.")
            .build());
    // Made from the options it would name --to twice.
    spec.usageMessage()
        .customSynopsis(
            "${COMMAND-FULL-NAME} %s --region=SOURCE --to=TARGET[=KEY]... [OPTIONS]"
                .formatted(label));
    return copy;
  }

  private CommandLine account() {
    CommandLine account = group("account", "Accounts and their access keys.");
    account.addSubcommand("create", new AccountCreate(environment));
    account.addSubcommand("list", list(Listing.ACCOUNTS, "List accounts."));
    account.addSubcommand("key-create", new AccessKeyCreate(environment));
    account.addSubcommand("key-rotate", new AccessKeyRotate(environment));
    account.addSubcommand(
        "key-enable",
        described(
            new AccessKeyAction(environment, AccessKeyAction.Action.ENABLE),
            "Let an access key be used again."));
    account.addSubcommand(
        "key-disable",
        described(
            new AccessKeyAction(environment, AccessKeyAction.Action.DISABLE),
            "Let nobody use an access key."));
    account.addSubcommand(
        "key-delete",
        described(
            new AccessKeyAction(environment, AccessKeyAction.Action.DELETE),
            "Delete an access key."));
    return account;
  }

  private CommandLine resourceGroup() {
    CommandLine resourceGroup = group("resource-group", "Resource groups of the account.");
    resourceGroup.addSubcommand("create", new ResourceGroupCreate(environment));
    resourceGroup.addSubcommand("list", list(Listing.RESOURCE_GROUPS, "List resource groups."));
    resourceGroup.addSubcommand(
        "delete",
        described(
            new DeleteCommand(environment, "resource-groups"), "Delete an empty resource group."));
    return resourceGroup;
  }

  private CommandLine listGroup(
      String name, String description, Listing listing, String listDescription) {
    CommandLine group = group(name, description);
    group.addSubcommand("list", list(listing, listDescription));
    return group;
  }

  private CommandLine list(Listing listing, String description) {
    CommandLine command = described(new ListCommand(environment, listing), description);
    for (String filter : listing.filters()) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("--" + filter)
                  .type(String.class)
                  .paramLabel(filter.toUpperCase(java.util.Locale.ROOT))
                  .description("Only those of this " + filter + ".")
                  .build());
    }
    return command;
  }

  private static CommandLine described(Object command, String description) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().usageMessage().description(description);
    return line;
  }

  private static CommandLine group(String name, String description) {
    CommandLine line = new CommandLine(CommandSpec.create().name(name));
    line.getCommandSpec().usageMessage().description(description);
    return line;
  }

  /** What all commands have: {@code --help}, {@code --version} and the legend of the exit codes. */
  private static void finish(CommandLine line) {
    Map<String, String> legend = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      legend.put(Integer.toString(code.value()), code.meaning());
    }
    CommandSpec spec = line.getCommandSpec();
    spec.mixinStandardHelpOptions(true).version(VERSION);
    spec.usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(legend)
        .sortOptions(false);
    line.getSubcommands().values().forEach(CommandTree::finish);
  }
}
