package io.sealift.agent.attempt;

import io.sealift.agent.kms.Kms;
import io.sealift.agent.kms.KmsException;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.IdSource;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.ProgressMessage.KeyChanged;
import io.sealift.protocol.TaskHead;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the engine of what the region's key service does by itself, under a task of the agent's
 * own: the region's own keys, made on first use, and new versions of keys. Safe for use by many
 * threads.
 */
public final class RegionKeyAnnouncer {
  private static final Logger LOGGER = LoggerFactory.getLogger(RegionKeyAnnouncer.class);
  private final AgentId agentId;
  private final RegionId region;
  private final Kms kms;
  private final ProgressReporter reporter;
  private final IdSource ids;
  private final Map<KeyId, Integer> announced = new HashMap<>();

  /** An announcer that has told of no key yet. */
  public RegionKeyAnnouncer(
      AgentId agentId, RegionId region, Kms kms, ProgressReporter reporter, IdSource ids) {
    this.agentId = agentId;
    this.region = region;
    this.kms = kms;
    this.reporter = reporter;
    this.ids = ids;
  }

  /**
   * Tells of the region's own keys and of the versions that were not told of before. What cannot be
   * told now is told the next time.
   */
  public synchronized void announceNew() {
    try {
      for (KeyDescription key : kms.list()) {
        // Of its first version a customer's key is told by the task that makes it.
        int known = announced.getOrDefault(key.keyId(), key.owner().isEmpty() ? 0 : 1);
        if (key.version() > known) {
          announce(key);
        }
      }
    } catch (KmsException e) {
      LOGGER.atWarn().setCause(e).log("keys of the region cannot be listed");
    } catch (ReportFailedException e) {
      LOGGER.atWarn().setCause(e).log("a key of the region was not announced");
    }
  }

  private void announce(KeyDescription key) throws ReportFailedException {
    TaskHead own =
        new TaskHead(
            new TaskId(TaskId.PREFIX + ids.next()),
            1,
            new CopyJobId(CopyJobId.PREFIX + ids.next()),
            region);
    reporter.publish(
        new KeyChanged(own, new AttemptId(AttemptId.PREFIX + ids.next()), agentId, key));
    announced.put(key.keyId(), key.version());
  }
}
