package io.sealift.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;

/**
 * A file that only grows, and that only its owner may read; at its size it is renamed and another
 * one begun. Each record is handed to the system before {@link #append} returns, so it outlives the
 * process, but not a loss of power. Safe for use by many threads of one process.
 */
final class AuditFile implements AuditDestination {
  private static final char LINE_FEED = '\n';

  private final Appender appender = new Appender();

  private AuditFile() {}

  /**
   * Opens the file, and makes it where it is not there.
   *
   * @throws IOException when it cannot be written
   */
  static AuditFile open(Path file, long sizeBytes, int kept) throws IOException {
    AuditFile opened = new AuditFile();
    opened.appender.prepare(file.toAbsolutePath(), sizeBytes, kept);
    opened.appender.requireOpen();
    return opened;
  }

  @Override
  public synchronized void append(String line) throws IOException {
    appender.write((line + LINE_FEED).getBytes(UTF_8));
  }

  @Override
  public synchronized void close() {
    appender.stop();
  }

  /**
   * Logback's appender, which renames and begins anew; the bytes are written by {@link WholeLines},
   * because logback's own stream drops what it cannot write without telling.
   */
  private static final class Appender extends RollingFileAppender<byte[]> {
    private IOException failure = new IOException("not opened yet");

    void prepare(Path file, long sizeBytes, int kept) {
      ContextBase context = new ContextBase();
      setContext(context);
      setFile(file.toString());
      setEncoder(new Verbatim());
      SizeBasedTriggeringPolicy<byte[]> size = new SizeBasedTriggeringPolicy<>();
      size.setContext(context);
      size.setMaxFileSize(new FileSize(sizeBytes));
      size.setCheckIncrement(Duration.buildByMilliseconds(0));
      size.start();
      setTriggeringPolicy(size);
      FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
      window.setContext(context);
      window.setParent(this);
      window.setMinIndex(1);
      window.setMaxIndex(kept);
      window.setFileNamePattern(file + ".%i");
      window.start();
      setRollingPolicy(window);
    }

    /** A failed write stops the appender: then the file is opened anew. */
    void requireOpen() throws IOException {
      if (!isStarted()) {
        start();
      }
      if (!isStarted()) {
        throw failure;
      }
    }

    void write(byte[] line) throws IOException {
      requireOpen();
      subAppend(line);
      if (!isStarted()) {
        throw failure;
      }
    }

    @Override
    public void openFile(String name) throws IOException {
      try {
        setOutputStream(
            new WholeLines(Path.of(name), EnumSet.of(OWNER_READ, OWNER_WRITE), this::failed));
      } catch (IOException e) {
        failed(e);
        throw e;
      }
    }

    private void failed(IOException e) {
      failure = e;
      started = false;
    }
  }

  /** Bytes are written as they come. */
  private static final class Verbatim extends EncoderBase<byte[]> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] headerBytes() {
      return NOTHING;
    }

    @Override
    public byte[] encode(byte[] bytes) {
      return bytes;
    }

    @Override
    public byte[] footerBytes() {
      return NOTHING;
    }
  }
}
