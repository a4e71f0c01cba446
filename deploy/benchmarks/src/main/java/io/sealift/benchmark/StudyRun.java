package io.sealift.benchmark;

import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.peer.Durable;
import io.sealift.benchmark.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The studies of one run, one after the other, in memory where there is a place for that. */
final class StudyRun {
  private final BenchOptions options;
  private final Consumer<String> progress;
  private final Consumer<Figures> done;

  StudyRun(BenchOptions options, Consumer<String> progress, Consumer<Figures> done) {
    this.options = options;
    this.progress = progress;
    this.done = done;
  }

  List<Figures> measure() throws InterruptedException, IOException {
    List<Figures> all = new ArrayList<>();
    for (Study study : options.studies()) {
      progress.accept(study.name());
      Path work = Files.createTempDirectory(parent(study), "sealift-study");
      try {
        Figures figures = study.run(work, progress);
        done.accept(figures);
        all.add(figures);
      } catch (IOException | TimeoutException e) {
        progress.accept("%s was not measured: %s".formatted(study.name(), e.getMessage()));
      } finally {
        Durable.delete(work);
      }
    }
    return all;
  }

  private Path parent(Study study) {
    return !study.needsDisk() && Files.isWritable(options.memoryDirectory)
        ? options.memoryDirectory
        : options.directory.toAbsolutePath();
  }
}
