package io.sealift.tls;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when a certificate's files are replaced, and hands the new one on. While the two files do
 * not fit each other, as when only one of them has been replaced so far, the old certificate stays.
 * Looks every ten seconds, on a thread of its own.
 */
public final class CertificateWatch implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final CertificateFiles files;
  private final InstantSource clock;
  private final Consumer<TlsCertificate> onReplaced;
  private final ScheduledExecutorService repeating =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "certificate-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile TlsCertificate current;
  private String problem = "";

  CertificateWatch(
      CertificateFiles files,
      TlsCertificate current,
      InstantSource clock,
      Consumer<TlsCertificate> onReplaced) {
    this.files = files;
    this.current = current;
    this.clock = clock;
    this.onReplaced = onReplaced;
  }

  /**
   * Starts to look, and goes on until closed.
   *
   * @param current what is shown now
   * @param onReplaced called on the watch's own thread
   */
  public static CertificateWatch start(
      CertificateFiles files,
      TlsCertificate current,
      InstantSource clock,
      Consumer<TlsCertificate> onReplaced) {
    CertificateWatch watch = new CertificateWatch(files, current, clock, onReplaced);
    ScheduledFuture<?> unused =
        watch.repeating.scheduleWithFixedDelay(
            watch::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Until when what is shown now is valid. */
  public Instant expiresAt() {
    return current.expiresAt();
  }

  // A defect of the one who is told must not end the looking for good.
  @SuppressWarnings("checkstyle:IllegalCatch")
  void look() {
    try {
      TlsCertificate found = files.load(clock.instant());
      problem = "";
      if (!found.chain().equals(current.chain())) {
        onReplaced.accept(found);
        current = found;
        LOGGER
            .atInfo()
            .addKeyValue("file", files.certificate())
            .addKeyValue("expiresAt", found.expiresAt())
            .log("certificate replaced");
      }
    } catch (IOException | RuntimeException e) {
      complain(String.valueOf(e.getMessage()));
    }
  }

  // Once for each problem, not every ten seconds.
  private void complain(String reason) {
    if (!reason.equals(problem)) {
      problem = reason;
      LOGGER.atWarn().addKeyValue("reason", reason).log("certificate cannot be replaced");
    }
  }

  @Override
  public void close() {
    repeating.shutdownNow();
  }
}
