package io.sealift.benchmark.study;

import io.sealift.benchmark.measure.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One question that is answered by a table of figures. */
public interface Study {
  /** What it is asked for by: a family, a hyphen and a name, or the family alone. */
  String name();

  /**
   * Answers it.
   *
   * @param work a folder of its own, which is deleted afterwards
   * @param progress told what is being done
   */
  Figures run(Path work, Consumer<String> progress)
      throws IOException, InterruptedException, TimeoutException;

  /** Whether its folder must lie on a disk; else it lies in memory where there is a place. */
  default boolean needsDisk() {
    return false;
  }

  /** Whether that text asks for it. */
  default boolean isMeantBy(String text) {
    return name().equals(text) || name().startsWith(text + "-");
  }

  /** All studies. */
  static List<Study> all() {
    return List.of(
        new LargeImages(),
        new LargeJournal(),
        new QueuedTargets(),
        new ManyTargets(),
        new ColdSource(),
        new ManyAgents(),
        new ManyJobs(),
        new LongLinks(),
        new CostOfCopies(),
        new ApiLoad(),
        new SignatureTiming());
  }
}
