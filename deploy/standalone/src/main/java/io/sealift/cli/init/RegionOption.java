package io.sealift.cli.init;

import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.copy.RegionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** The regions of the cluster, as every command of {@code init} is told them. */
final class RegionOption {
  @Option(
      names = "--regions",
      required = true,
      split = ",",
      paramLabel = "REGION",
      description = "All regions of the cluster.")
  private List<String> regions = List.of();

  /** The regions, in order. */
  List<RegionId> regions() throws CommandFailure {
    Set<RegionId> ids = new TreeSet<>();
    for (String region : regions) {
      try {
        ids.add(new RegionId(region.strip()));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(
            ExitCode.USAGE, "--regions: '%s': %s".formatted(region, e.getMessage()), e);
      }
    }
    return new ArrayList<>(ids);
  }
}
