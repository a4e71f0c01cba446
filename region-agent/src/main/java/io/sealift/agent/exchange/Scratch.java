package io.sealift.agent.exchange;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent's own folder for files that are converted. Nobody else writes there, so what was
 * inspected is what is converted. Whatever an earlier run left is deleted at the start.
 */
public final class Scratch {
  private static final Logger LOGGER = LoggerFactory.getLogger(Scratch.class);
  private final Path folder;

  /** Makes the folder, or empties it. */
  public Scratch(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
  }

  /** A file that is not there yet; closing deletes it. */
  public ScratchFile file(String name) {
    return new ScratchFile(folder.resolve(name));
  }

  /** One file in the folder. */
  public record ScratchFile(Path path) implements AutoCloseable {
    /** Opens it for reading and writing, making it if need be. */
    public FileChannel open() throws IOException {
      return FileChannel.open(
          path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        LOGGER
            .atWarn()
            .addKeyValue("file", path.getFileName())
            .setCause(e)
            .log("scratch file left behind");
      }
    }
  }
}
