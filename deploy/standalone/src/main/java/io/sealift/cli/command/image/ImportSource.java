package io.sealift.cli.command.image;

import io.sealift.agent.image.ImageFormat;
import io.sealift.agent.image.ImageInspector;
import io.sealift.agent.image.ImageRefusedException;
import io.sealift.agent.image.QemuImg;
import io.sealift.cli.disk.DiskFile;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of one import, inspected, and as raw disks: themselves, or converted into files that go
 * with this.
 */
final class ImportSource implements AutoCloseable {
  private final List<DiskFile.Identity> identities = new ArrayList<>();
  private final List<DiskFile> disks = new ArrayList<>();
  private final List<Path> temporary = new ArrayList<>();

  private ImportSource() {}

  /**
   * Inspects and opens the files.
   *
   * @param format what the user says they are; empty where nothing was said, which means raw unless
   *     a file looks otherwise
   */
  static ImportSource open(List<Path> files, Optional<ImageFormat> format, Path temporaryDirectory)
      throws IOException, InterruptedException, CommandFailure {
    ImageFormat declared = format.orElse(ImageFormat.RAW);
    List<Long> sizes = new ArrayList<>();
    for (Path file : files) {
      sizes.add(inspect(file, declared, format.isEmpty()));
    }
    ImportSource source = new ImportSource();
    try {
      for (int i = 0; i < files.size(); i++) {
        source.add(files.get(i), declared, sizes.get(i), temporaryDirectory);
      }
      return source;
    } catch (IOException | InterruptedException | CommandFailure e) {
      source.close();
      throw e;
    }
  }

  /** The raw disks, in order. */
  List<DiskFile> disks() {
    return List.copyOf(disks);
  }

  /** What the user's files are, in order. */
  List<DiskFile.Identity> identities() {
    return List.copyOf(identities);
  }

  private static long inspect(Path file, ImageFormat declared, boolean unasked)
      throws IOException, CommandFailure {
    try {
      ImageInspector inspector = new ImageInspector();
      if (unasked) {
        Optional<String> other = inspector.otherThanRaw(file);
        if (other.isPresent()) {
          throw new CommandFailure(
              ExitCode.REFUSED,
              "FILE: %s looks like %s: say --format %s, or --format raw if its bytes are the disk"
                  .formatted(
                      file,
                      other.get(),
                      ImageFormat.named(other.get()).map(ImageFormat::label).orElse("raw")));
        }
      }
      return inspector.inspect(file, declared).sizeBytes();
    } catch (ImageRefusedException e) {
      throw new CommandFailure(ExitCode.REFUSED, "FILE: %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private void add(Path file, ImageFormat declared, long sizeBytes, Path temporaryDirectory)
      throws IOException, InterruptedException, CommandFailure {
    DiskFile.Identity identity = DiskFile.Identity.of(file);
    identities.add(identity);
    if (declared == ImageFormat.RAW) {
      disks.add(DiskFile.open(file));
      return;
    }
    Path directory = Files.createTempDirectory(temporaryDirectory, "sealift-import");
    Path raw = directory.resolve("disk.raw");
    temporary.add(raw);
    temporary.add(directory);
    try {
      new QemuImg().convert(declared, file, ImageFormat.RAW, raw, sizeBytes);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
    if (!DiskFile.Identity.of(file).equals(identity)) {
      throw new CommandFailure(
          ExitCode.REFUSED, "FILE: %s changed during the import".formatted(file));
    }
    disks.add(DiskFile.open(raw));
  }

  @Override
  public void close() throws IOException {
    for (DiskFile disk : disks) {
      disk.close();
    }
    for (Path file : temporary) {
      Files.deleteIfExists(file);
    }
  }
}
