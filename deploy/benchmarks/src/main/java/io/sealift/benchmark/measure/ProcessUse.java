package io.sealift.benchmark.measure;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process has used since it began to be watched. Linux tells most of it; elsewhere that
 * is NaN. One watch at a time: the peaks are the process's own.
 */
public final class ProcessUse {
  private static final double MIB = 1 << 20;
  private static final Path PROCESS = Path.of("/proc/self");

  private final Stopwatch watch = Stopwatch.start();
  private final double switches = contextSwitches();
  private final double calls = readsAndWrites();
  private final double diskBytes = readFromDisks();

  private ProcessUse() {}

  /** Begins to watch, after what is garbage has gone. */
  public static ProcessUse watch() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    try {
      // Sets the peak of resident memory back to what is resident now.
      Files.writeString(PROCESS.resolve("clear_refs"), "5");
    } catch (IOException e) {
      return new ProcessUse(); // Not Linux, or not allowed: the peak is the whole process's.
    }
    return new ProcessUse();
  }

  /** Time by the clock and by the cores so far. */
  public Sample time() {
    return watch.stop();
  }

  /** The sum of the heap's pools at their largest; garbage is in it. */
  public static double peakHeapMib() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToDouble(pool -> pool.getPeakUsage().getUsed() / MIB)
        .sum();
  }

  /** What is alive on the heap. */
  public static double liveHeapMib() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
  }

  /** Direct memory that the JDK gave out and has not got back. */
  public static double directMib() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToDouble(pool -> pool.getMemoryUsed() / MIB)
        .sum();
  }

  /** The most memory that was resident: heap, direct memory, code and all. */
  public static double peakResidentMib() {
    return number(PROCESS.resolve("status"), "VmHWM:") / 1024;
  }

  /** How often a thread that still lives gave up its core or was taken off it. */
  public double switches() {
    return contextSwitches() - switches;
  }

  /** System calls that read or write, {@code sendfile} among them. */
  public double readAndWriteCalls() {
    return readsAndWrites() - calls;
  }

  /** Bytes that came from disks, and not from the system's page cache. */
  public double bytesFromDisks() {
    return readFromDisks() - diskBytes;
  }

  private static double readsAndWrites() {
    Path io = PROCESS.resolve("io");
    return number(io, "syscr:") + number(io, "syscw:");
  }

  private static double readFromDisks() {
    return number(PROCESS.resolve("io"), "read_bytes:");
  }

  private static double contextSwitches() {
    double sum = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROCESS.resolve("task"))) {
      for (Path thread : threads) {
        double voluntary = number(thread.resolve("status"), "voluntary_ctxt_switches:");
        double forced = number(thread.resolve("status"), "nonvoluntary_ctxt_switches:");
        sum += Double.isNaN(voluntary + forced) ? 0 : voluntary + forced;
      }
      return sum;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static double number(Path file, String name) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .mapToDouble(
              line -> Double.parseDouble(line.substring(name.length()).strip().split(" ", 2)[0]))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
