package io.sealift.agent.store;

import io.sealift.copy.AgentId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ties a store directory to its region for good ({@code root/region}), and one agent id to one
 * process while it runs ({@code root/agents/<agentId>.lock}). The operating system drops the lock
 * when the process dies.
 */
public final class StoreLock implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(StoreLock.class);
  private static final int MAX_MARKER_BYTES = 256;
  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock; fails when the store is another region's or an agent of this id runs already.
   */
  public static StoreLock acquire(Path root, RegionId region, AgentId agentId)
      throws StoreException {
    try {
      Files.createDirectories(root.resolve("agents"));
      bind(root.resolve("region"), region);
      return lock(root.resolve("agents").resolve(agentId + ".lock"), agentId);
    } catch (IOException e) {
      throw StoreException.of("lock the region's store", e);
    }
  }

  private static void bind(Path marker, RegionId region) throws IOException, StoreException {
    if (!Files.exists(marker)) {
      Path temporary = Files.createTempFile(marker.resolveSibling(""), "region", ".tmp");
      try {
        Files.writeString(temporary, region.value() + "\n");
        Files.createLink(marker, temporary);
      } catch (FileAlreadyExistsException e) {
        // Another agent was quicker; what it wrote is compared below.
        LOGGER.atDebug().log("store marker was made by another agent");
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
    String found = Files.size(marker) > MAX_MARKER_BYTES ? "?" : Files.readString(marker).strip();
    if (!found.equals(region.value())) {
      throw new StoreException(
          FailureCode.STORE_FAILED,
          "cannot use the store for region %s: it belongs to another region".formatted(region));
    }
  }

  private static StoreLock lock(Path path, AgentId agentId) throws IOException, StoreException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock != null) {
        return new StoreLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      LOGGER.atDebug().addKeyValue("agentId", agentId).log("store lock is held by this process");
    }
    channel.close();
    throw new StoreException(
        FailureCode.STORE_FAILED,
        "cannot use the store as agent %s: an agent of this id runs already".formatted(agentId));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOGGER.atWarn().setCause(e).log("releasing the store lock failed");
    }
  }
}
