package io.sealift.agent.attempt;

import io.sealift.agent.exchange.Exchange;
import io.sealift.agent.exchange.ExchangeDirectory;
import io.sealift.agent.exchange.ExchangeDirectory.OpenFile;
import io.sealift.agent.exchange.ExchangeException;
import io.sealift.agent.exchange.Scratch.ScratchFile;
import io.sealift.agent.image.ImageFormat;
import io.sealift.agent.image.ImageInspector;
import io.sealift.agent.image.ImageRefusedException;
import io.sealift.agent.image.QemuImg.Conversion;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import io.sealift.protocol.FoundFile;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * The plain bytes of a disk whose file was inspected before. A file that is not raw is converted
 * from a private copy, which is inspected again: the file itself may change under its reader.
 */
final class DiskContent implements AutoCloseable {
  private static final long PIECE_BYTES = 4L << 20;
  private final FoundFile found;
  private final FileChannel bytes;
  private final ScratchFile converted;

  private DiskContent(FoundFile found, FileChannel bytes, ScratchFile converted) {
    this.found = found;
    this.bytes = bytes;
    this.converted = converted;
  }

  static DiskContent open(Exchange exchange, OpenFile file, FoundFile found, AttemptContext context)
      throws IOException, AttemptException, TransferException {
    if (!file.version().equals(found.version())) {
      throw changed();
    }
    ImageFormat format =
        ImageFormat.named(found.file().format())
            .orElseThrow(
                () -> new AttemptException(FailureCode.UNSUPPORTED, "no such image format"));
    ScratchFile raw = exchange.scratch().file(context.attempt() + ".raw");
    if (format == ImageFormat.RAW) {
      return new DiskContent(found, file.channel(), raw);
    }
    try (ScratchFile copy = exchange.scratch().file(context.attempt() + ".copy")) {
      copy(file.channel(), copy, context);
      requireHarmless(copy, format, found);
      exchange
          .converter()
          .convert(
              new Conversion(
                  format, copy.path(), ImageFormat.RAW, raw.path(), found.contentBytes()),
              context::check);
      return new DiskContent(found, raw.open(), raw);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AttemptException(FailureCode.AGENT_STOPPING, "the agent stops", e);
    }
  }

  private static void copy(FileChannel from, ScratchFile to, AttemptContext context)
      throws IOException, TransferException {
    try (FileChannel target = to.open()) {
      long size = from.size();
      for (long done = 0; done < size; ) {
        context.check();
        long moved = from.transferTo(done, Math.min(PIECE_BYTES, size - done), target);
        if (moved <= 0) {
          return; // It became shorter; the inspection of the copy decides.
        }
        done += moved;
      }
    }
  }

  private static void requireHarmless(ScratchFile copy, ImageFormat format, FoundFile found)
      throws IOException, AttemptException {
    try {
      if (new ImageInspector().inspect(copy.path(), format).sizeBytes() != found.contentBytes()) {
        throw changed();
      }
    } catch (ImageRefusedException e) {
      throw new AttemptException(FailureCode.FILE_REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  private static AttemptException changed() {
    return new AttemptException(
        FailureCode.FILE_REFUSED, "the file was changed since it was inspected");
  }

  FileChannel bytes() {
    return bytes;
  }

  /** Refuses what was read if the file was written meanwhile. */
  void requireSame(ExchangeDirectory directory)
      throws IOException, ExchangeException, AttemptException {
    try (OpenFile now = directory.open(found.file())) {
      if (!now.version().equals(found.version())) {
        throw changed();
      }
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
    converted.close();
  }
}
