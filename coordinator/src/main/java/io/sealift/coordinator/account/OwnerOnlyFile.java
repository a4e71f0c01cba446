package io.sealift.coordinator.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A small text file with a secret, which only its owner may read. It appears whole or not at all,
 * and is never replaced: of several processes that start at once, one makes it and all read it.
 */
final class OwnerOnlyFile {
  private static final int MAX_BYTES = 4096;
  private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(OWNER_READ, OWNER_WRITE);

  private final Path path;

  OwnerOnlyFile(Path path) {
    this.path = path;
  }

  /** The file's text, which {@code first} gives when there is no such file yet. */
  String readOrCreate(Supplier<String> first) throws IOException {
    if (!Files.exists(path)) {
      create(first.get());
    }
    Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(path));
    others.remove(PosixFilePermission.OWNER_READ);
    others.remove(PosixFilePermission.OWNER_WRITE);
    if (!others.isEmpty()) {
      throw new IOException(
          "cannot use %s: it must be readable by its owner only (mode 0600)".formatted(path));
    }
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException("cannot use %s: it is longer than a key file".formatted(path));
    }
    return Files.readString(path);
  }

  private void create(String text) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("cannot create %s: it is not a file's path".formatted(path));
    }
    Files.createDirectories(parent);
    Path fresh = parent.resolve("." + path.getFileName() + "." + UUID.randomUUID());
    try {
      write(fresh, text);
      Files.createLink(path, fresh);
      syncDirectory(parent);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster: its file counts.
      return;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
