package io.sealift.cli.role;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/** Runs a service until the process is told to stop, and then stops it in order. */
final class Foreground {
  private Foreground() {}

  /** Chooses the logging configuration; works only before the first log line. */
  static void logTo(String configuration) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", configuration);
    }
  }

  /**
   * Waits for SIGTERM or SIGINT, closes the service, and ends the process with exit code 0, or 1 if
   * that failed.
   */
  static void run(AutoCloseable service, PrintWriter err) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service, err), "stop"));
    new CountDownLatch(1).await();
  }

  // Without halt the JVM would report the signal as its exit code, though all went well.
  @SuppressWarnings("IllegalCatch") // AutoCloseable declares no narrower type.
  private static void stop(AutoCloseable service, PrintWriter err) {
    int exitCode = 0;
    try {
      service.close();
    } catch (Exception e) {
      err.println("sealift: cannot stop cleanly: " + e.getMessage());
      exitCode = 1;
    }
    err.flush();
    Runtime.getRuntime().halt(exitCode);
  }
}
