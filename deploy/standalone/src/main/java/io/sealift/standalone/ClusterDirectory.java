package io.sealift.standalone;

import io.sealift.copy.RegionId;
import io.sealift.signature.AccessKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one directory of a cluster in one process: {@code kafka/ coordinator/
 * regions/<region>/{store,keyring} logs/} and {@code client.env}. Locked while it is open; the
 * kernel lets the lock go with the process, however that ends.
 */
final class ClusterDirectory implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private final Path root;
  private final FileChannel channel;

  private ClusterDirectory(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /** Makes the directory where it is missing, and locks it. */
  static ClusterDirectory open(Path directory) throws IOException {
    Path root = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      throw new IOException("cannot use %s: it is not a directory".formatted(root), e);
    }
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      throw new IOException("cannot use %s: another process runs a cluster there".formatted(root));
    }
    return new ClusterDirectory(root, channel);
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /**
   * Refuses when a region that lies here is not among the given ones; makes the directories of new
   * ones.
   */
  void settle(List<RegionId> regions) throws IOException {
    Set<String> given = regions.stream().map(RegionId::value).collect(Collectors.toSet());
    Path all = Files.createDirectories(root.resolve("regions"));
    Set<String> missing = new TreeSet<>();
    try (Stream<Path> present = Files.list(all)) {
      present
          .map(path -> path.getFileName().toString())
          .filter(name -> !given.contains(name))
          .forEach(missing::add);
    }
    if (!missing.isEmpty()) {
      throw new IOException(
          "regions: %s holds regions that are not named: %s"
              .formatted(root, String.join(", ", missing)));
    }
    for (RegionId region : regions) {
      Files.createDirectories(store(region));
      Files.createDirectories(keyRing(region));
      Files.createDirectories(exchange(region));
    }
  }

  Path kafka() throws IOException {
    return Files.createDirectories(root.resolve("kafka"));
  }

  Path coordinator() throws IOException {
    return Files.createDirectories(root.resolve("coordinator"));
  }

  Path store(RegionId region) {
    return root.resolve("regions").resolve(region.value()).resolve("store");
  }

  Path keyRing(RegionId region) {
    return root.resolve("regions").resolve(region.value()).resolve("keyring");
  }

  /** Where images come in and go out as files. */
  Path exchange(RegionId region) {
    return root.resolve("regions").resolve(region.value()).resolve("exchange");
  }

  /** Writes what clients need to know; complete or not at all, and for the owner's eyes only. */
  void writeClientEnvironment(String endpoint, AccessKey key) throws IOException {
    Path file = root.resolve("client.env");
    Path temporary = root.resolve("client.env.new");
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(
        temporary,
        """
        SEALIFT_ENDPOINT=%s
        SEALIFT_ACCESS_KEY_ID=%s
        SEALIFT_ACCESS_KEY_SECRET=%s
        """
            .formatted(endpoint, key.id(), key.secret()));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
