package io.sealift.agent.exchange;

import io.sealift.agent.image.ImageFormat;
import io.sealift.agent.image.QemuImg;
import io.sealift.protocol.ExchangeFile;
import io.sealift.protocol.FileInspection;
import io.sealift.protocol.FoundFile;
import java.io.IOException;
import java.nio.file.Path;

/** What images come in and go out with: the region's directory, and this agent's own scratch. */
public record Exchange(
    ExchangeDirectory directory, Scratch scratch, QemuImg converter, Conversion conversion) {
  /** Opens the directory, which must be there. */
  public static Exchange open(Path directory, Path scratch, Conversion conversion)
      throws IOException {
    Path real = directory.toRealPath();
    return new Exchange(
        new ExchangeDirectory(real), new Scratch(scratch), new QemuImg(), conversion);
  }

  /** Refuses a format that this agent does not convert. */
  public void requireFormat(String format) throws ExchangeException {
    if (conversion == Conversion.REFUSED && !format.equals(ImageFormat.RAW.label())) {
      throw new ExchangeException(
          FileInspection.Kind.NO_CONVERSION, "the region's agents take raw files alone");
    }
  }

  /** Inspects a file of a format that is taken here. */
  public FoundFile inspect(ExchangeFile file) throws ExchangeException {
    requireFormat(file.format());
    return directory.inspect(file);
  }
}
