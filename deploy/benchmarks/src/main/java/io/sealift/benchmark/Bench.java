package io.sealift.benchmark;

import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.Group;
import io.sealift.benchmark.report.FiguresTable;
import io.sealift.benchmark.report.JsonReport;
import io.sealift.benchmark.report.Machine;
import io.sealift.benchmark.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code sealift bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measure copies by Sealift and by other programs on this machine, in turns. Exits with 1"
            + " when a required ratio is missed.")
public final class Bench implements Callable<Integer> {
  @Mixin private BenchOptions options = new BenchOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  private Bench() {}

  /** Runs the benchmark and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Machine machine = Machine.here();
    out.println(machine.line());
    machine.versions().forEach((peer, version) -> out.println("  %s: %s".formatted(peer, version)));
    out.println();
    out.flush();
    Consumer<String> progress =
        line -> {
          err.println("sealift: " + line);
          err.flush();
        };
    BenchRun run =
        new BenchRun(
            options,
            progress,
            group -> {
              out.println(TextTable.of(group));
              out.flush();
            });
    List<Group> groups = options.wantsImages() ? run.measure() : List.of();
    List<Figures> figures =
        new StudyRun(
                options,
                progress,
                found -> {
                  out.println(FiguresTable.of(found));
                  out.flush();
                })
            .measure();
    if (options.json != null) {
      JsonReport.write(options.json, machine, groups, figures);
    }
    if (groups.isEmpty()) {
      return 0;
    }
    boolean met = groups.stream().allMatch(Group::isMet);
    out.println(
        met ? "every required ratio that was measured is met" : "a required ratio is missed");
    out.flush();
    return met ? 0 : 1;
  }
}
