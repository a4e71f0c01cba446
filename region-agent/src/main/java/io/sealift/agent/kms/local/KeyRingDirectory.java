package io.sealift.agent.kms.local;

import io.sealift.agent.kms.KmsException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that holds a key ring, shared by the agents of one region: {@code keys.bcfks},
 * {@code password} and {@code lock}.
 *
 * <p>Changes are made under the file lock, on the newest ring, and replace the file; readers need
 * no lock, and read the file again when it is another one than before. {@code password} holds a
 * password on each line: all of them open the ring, and the first one seals it. Who finds the ring
 * under another one seals it anew. Safe for use by many threads: all that changes is guarded by
 * this object.
 */
final class KeyRingDirectory {
  private static final int PASSWORD_BYTES = 32;
  private static final int MAX_PASSWORD_BYTES = 1024;
  private static final Duration LOCK_WAIT = Duration.ofSeconds(20);
  private static final Duration LOCK_PAUSE = Duration.ofMillis(5);

  private static final Logger LOG = LoggerFactory.getLogger(KeyRingDirectory.class);

  private final Path directory;
  private final Path ringPath;
  private final Path passwordPath;
  private final KeyRingFile ringFile;
  private final InstantSource clock;
  private KeyRing ring;
  private Stamp ringStamp = Stamp.NONE;
  private Stamp passwordStamp = Stamp.NONE;

  /** What tells one version of a file from another. */
  private record Stamp(@Nullable Object fileKey, FileTime modified, long length) {
    static final Stamp NONE = new Stamp(null, FileTime.fromMillis(0), -1);

    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    }
  }

  /** A change of the ring that may be refused. */
  @FunctionalInterface
  interface Change {
    KeyRing apply(KeyRing newest) throws KmsException;
  }

  /** Opens the directory; makes it, its password and an empty ring where there are none. */
  KeyRingDirectory(Path directory, RegionId region, InstantSource clock, SecureRandom random)
      throws KmsException {
    this.directory = directory;
    this.ringPath = directory.resolve("keys.bcfks");
    this.passwordPath = directory.resolve("password");
    this.clock = clock;
    this.ring = KeyRing.empty(region);
    try {
      PrivateFiles.createDirectory(directory);
      try (FileChannel channel = openLock();
          FileLock lock = lock(channel)) {
        requireHeld(lock);
        makePassword(random);
        this.ringFile = new KeyRingFile(ringPath, passwords());
        if (!ringFile.exists()) {
          ringFile.save(ring);
          ringStamp = Stamp.of(ringPath);
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      throw unavailable(e);
    }
    current();
    if (!ring.region().equals(region)) {
      throw new KmsException(
          FailureCode.KEY_SERVICE_UNAVAILABLE,
          "cannot open key ring %s: it is of region %s, not %s"
              .formatted(ringPath, ring.region(), region));
    }
  }

  /** The ring as it is now, without keys whose waiting period is over. */
  synchronized KeyRing current() throws KmsException {
    try {
      refresh();
    } catch (IOException | GeneralSecurityException e) {
      throw unavailable(e);
    }
    // Material of expired keys must go from the disk too, not just from our eyes.
    return ring.hasExpired(clock.instant()) || ringFile.isUnderOldPassword()
        ? change(newest -> newest)
        : ring;
  }

  /**
   * Changes the ring; after the return the change is durable and every agent of the region sees it.
   */
  synchronized KeyRing change(Change change) throws KmsException {
    try (FileChannel channel = openLock();
        FileLock lock = lock(channel)) {
      requireHeld(lock);
      refresh();
      Instant now = clock.instant();
      KeyRing kept = ring.hasExpired(now) ? ring.withoutExpired(now) : ring;
      KeyRing changed = change.apply(kept);
      boolean newPassword = ringFile.isUnderOldPassword();
      if (changed != ring || newPassword) {
        ringFile.save(changed);
        ringStamp = Stamp.of(ringPath);
        ring = changed;
      }
      if (newPassword) {
        LOG.atInfo()
            .addKeyValue("region", ring.region())
            .addKeyValue("file", ringPath)
            .log("key ring sealed under its new password");
      }
      return changed;
    } catch (IOException | GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  private void refresh() throws IOException, GeneralSecurityException {
    // Taken before what they stand for is read: what is replaced meanwhile the next call reads.
    Stamp newestPassword = Stamp.of(passwordPath);
    Stamp newestRing = Stamp.of(ringPath);
    if (!newestPassword.equals(passwordStamp)) {
      ringFile.use(passwords());
      passwordStamp = newestPassword;
      ringStamp = Stamp.NONE;
    }
    if (!newestRing.equals(ringStamp)) {
      ring = ringFile.load(ring);
      ringStamp = newestRing;
    }
  }

  private void makePassword(SecureRandom random) throws IOException {
    if (Files.exists(passwordPath)) {
      return;
    }
    if (Files.exists(ringPath)) {
      throw new IOException("the file 'password' beside it is missing");
    }
    byte[] bytes = new byte[PASSWORD_BYTES];
    random.nextBytes(bytes);
    PrivateFiles.replace(
        passwordPath,
        (Base64.getEncoder().encodeToString(bytes) + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private List<String> passwords() throws IOException {
    if (PrivateFiles.isOpenToOthers(passwordPath)) {
      throw new IOException(
          "the file 'password' beside it is open to others, its mode must be 0600");
    }
    if (Files.size(passwordPath) > MAX_PASSWORD_BYTES) {
      throw new IOException("the file 'password' beside it has more than 1024 bytes");
    }
    List<String> passwords =
        Files.readString(passwordPath)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    if (passwords.isEmpty()) {
      throw new IOException("the file 'password' beside it is empty");
    }
    return passwords;
  }

  private FileChannel openLock() throws IOException {
    return PrivateFiles.openLock(directory.resolve("lock"));
  }

  /**
   * Waits for the lock, which another process or another ring of this process may hold; null when
   * it takes too long.
   */
  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    long deadline = System.nanoTime() + LOCK_WAIT.toNanos();
    while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return lock;
      }
      LockSupport.parkNanos(LOCK_PAUSE.toNanos());
    }
    return null;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another ring of this very process holds it.
      return null;
    }
  }

  private static void requireHeld(@Nullable FileLock lock) throws IOException {
    if (lock == null) {
      throw new IOException(
          "its lock is held by another agent for more than %d s".formatted(LOCK_WAIT.toSeconds()));
    }
  }

  private KmsException unavailable(Exception cause) {
    String reason =
        cause instanceof GeneralSecurityException
            ? "the password does not fit, or the file is damaged"
            : String.valueOf(cause.getMessage());
    return new KmsException(
        FailureCode.KEY_SERVICE_UNAVAILABLE,
        "cannot open key ring %s: %s".formatted(ringPath, reason),
        cause);
  }
}
