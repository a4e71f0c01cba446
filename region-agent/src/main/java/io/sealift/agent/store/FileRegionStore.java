package io.sealift.agent.store;

import io.sealift.copy.AttemptId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentFileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A region store in a directory, which the region's agents may share.
 *
 * <pre>
 * root/snapshots/&lt;snapshotId&gt;/&lt;segment, 8 digits&gt;-&lt;attemptId&gt;.seg
 * root/snapshots/&lt;snapshotId&gt;/manifest.json
 * </pre>
 */
public final class FileRegionStore implements RegionStore {
  private static final String MANIFEST = "manifest.json";
  private static final int MAX_MANIFEST_BYTES = 32 << 20;
  private static final int MAX_DELETE_ROUNDS = 100;
  private final Path snapshots;

  /** Opens the store, making its directory where there is none. */
  public FileRegionStore(Path root) throws StoreException {
    this.snapshots = root.resolve("snapshots");
    try {
      Files.createDirectories(snapshots);
    } catch (IOException e) {
      throw StoreException.of("make the region's store", e);
    }
  }

  @Override
  public void prepare(SnapshotId snapshot) throws StoreException {
    try {
      Files.createDirectory(directory(snapshot));
      Directories.force(snapshots);
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw StoreException.of("prepare snapshot " + snapshot, e);
    }
  }

  @Override
  public AttemptFile create(SnapshotId snapshot, int segment, AttemptId attempt)
      throws StoreException {
    try {
      return new FileAttemptFile(directory(snapshot).resolve(SegmentPath.of(segment, attempt)));
    } catch (NoSuchFileException e) {
      throw notPrepared(snapshot);
    } catch (IOException e) {
      throw StoreException.of(
          "create a file for segment %d of snapshot %s".formatted(segment, snapshot), e);
    }
  }

  @Override
  public StoredFile open(SnapshotId snapshot, SegmentFileName file) throws StoreException {
    try {
      return new FileStoredFile(path(snapshot, file));
    } catch (IOException e) {
      throw StoreException.of(
          "open segment %d of snapshot %s".formatted(file.segment(), snapshot), e);
    }
  }

  @Override
  public List<SegmentFileName> filesWrittenBefore(SnapshotId snapshot, Instant time)
      throws StoreException {
    List<SegmentFileName> files = new ArrayList<>();
    FileTime limit = FileTime.from(time);
    try {
      for (Path entry : Directories.list(directory(snapshot))) {
        Optional<SegmentFileName> file = SegmentPath.parse(entry.getFileName().toString());
        if (file.isPresent() && writtenBefore(entry, limit)) {
          files.add(file.get());
        }
      }
    } catch (IOException e) {
      throw StoreException.of("list snapshot " + snapshot, e);
    }
    return files;
  }

  private static boolean writtenBefore(Path entry, FileTime limit) throws IOException {
    try {
      return Files.getLastModifiedTime(entry).compareTo(limit) < 0;
    } catch (NoSuchFileException e) {
      // Deleted by another agent since it was listed.
      return false;
    }
  }

  @Override
  public void deleteFile(SnapshotId snapshot, SegmentFileName file) throws StoreException {
    try {
      Files.deleteIfExists(path(snapshot, file));
    } catch (IOException e) {
      throw StoreException.of("delete a file of snapshot " + snapshot, e);
    }
  }

  @Override
  public byte[] commit(SnapshotId snapshot, byte[] manifest) throws StoreException {
    Path directory = directory(snapshot);
    Path temporary = directory.resolve("manifest-" + UUID.randomUUID() + ".tmp");
    try {
      writeDurably(temporary, manifest);
      // A link, unlike a rename, never replaces a manifest that is already there.
      Files.createLink(directory.resolve(MANIFEST), temporary);
    } catch (FileAlreadyExistsException e) {
      return manifest(snapshot).orElseThrow(() -> notPrepared(snapshot));
    } catch (NoSuchFileException e) {
      throw notPrepared(snapshot);
    } catch (IOException e) {
      throw StoreException.of("commit snapshot " + snapshot, e);
    } finally {
      deleteTemporary(temporary);
    }
    try {
      Directories.force(directory);
    } catch (IOException e) {
      throw StoreException.of("commit snapshot " + snapshot, e);
    }
    return manifest;
  }

  private static void writeDurably(Path path, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void deleteTemporary(Path temporary) throws StoreException {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw StoreException.of("delete a temporary manifest", e);
    }
  }

  @Override
  public Optional<byte[]> manifest(SnapshotId snapshot) throws StoreException {
    Path path = directory(snapshot).resolve(MANIFEST);
    try {
      if (Files.size(path) > MAX_MANIFEST_BYTES) {
        throw new IOException("it is longer than %d bytes".formatted(MAX_MANIFEST_BYTES));
      }
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StoreException.of("read the manifest of snapshot " + snapshot, e);
    }
  }

  @Override
  public void delete(SnapshotId snapshot) throws StoreException {
    Path directory = directory(snapshot);
    try {
      if (Files.deleteIfExists(directory.resolve(MANIFEST))) {
        Directories.force(directory);
      }
      // A late attempt may add a file between the listing and the removal, so this goes round until
      // the directory is gone.
      for (int round = 0; round < MAX_DELETE_ROUNDS && Files.exists(directory); round++) {
        for (Path entry : Directories.list(directory)) {
          Files.deleteIfExists(entry);
        }
        removeIfEmpty(directory);
      }
      if (Files.exists(directory)) {
        throw new StoreException(
            FailureCode.STORE_FAILED,
            "cannot delete snapshot %s: files keep appearing in it".formatted(snapshot));
      }
      Directories.force(snapshots);
    } catch (IOException e) {
      throw StoreException.of("delete snapshot " + snapshot, e);
    }
  }

  private static void removeIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // The next round takes what appeared.
      return;
    }
  }

  @Override
  public List<SnapshotId> snapshots() throws StoreException {
    List<SnapshotId> found = new ArrayList<>();
    try {
      for (Path entry : Directories.list(snapshots)) {
        String name = entry.getFileName().toString();
        if (name.matches("s-[a-z0-9]{1,32}")) {
          found.add(new SnapshotId(name));
        }
      }
    } catch (IOException e) {
      throw StoreException.of("list the region's store", e);
    }
    return found;
  }

  @Override
  public StoreSpace space() throws StoreException {
    try {
      FileStore store = Files.getFileStore(snapshots);
      return new StoreSpace(store.getUsableSpace(), store.getTotalSpace());
    } catch (IOException e) {
      throw StoreException.of("ask the region's store for its free space", e);
    }
  }

  private static StoreException notPrepared(SnapshotId snapshot) {
    return new StoreException(
        FailureCode.STORE_FAILED,
        "cannot write snapshot %s: it is not prepared, or deleted".formatted(snapshot));
  }

  private Path directory(SnapshotId snapshot) {
    return snapshots.resolve(snapshot.value());
  }

  private Path path(SnapshotId snapshot, SegmentFileName file) {
    return directory(snapshot).resolve(SegmentPath.of(file.segment(), file.attempt()));
  }
}
