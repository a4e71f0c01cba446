package io.sealift.benchmark.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes the time by the clock and by the cores. */
public final class Stopwatch {
  private static final Path STAT = Path.of("/proc/self/stat");
  // Counted behind the program's name, which may hold blanks.
  private static final int CHILDREN_USER = 13;
  private static final double TICKS_PER_SECOND = 100;

  private final long startNanos = System.nanoTime();
  private final double startCpu = cpuSeconds();

  private Stopwatch() {}

  /** Starts. */
  public static Stopwatch start() {
    return new Stopwatch();
  }

  /** What has passed. */
  public Sample stop() {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    return new Sample(seconds, cpuSeconds() - startCpu);
  }

  private static double cpuSeconds() {
    double own =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getProcessCpuTime() / 1e9
            : 0;
    return own + childrenSeconds();
  }

  private static double childrenSeconds() {
    try {
      String stat = Files.readString(STAT);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_USER + 1]))
          / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0;
    }
  }
}
