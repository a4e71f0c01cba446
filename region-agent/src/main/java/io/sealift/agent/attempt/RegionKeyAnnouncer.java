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
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the engine of the keys that the region's key service makes by itself on first use, under a
 * task of the agent's own. Safe for use by many threads.
 */
public final class RegionKeyAnnouncer {
  private static final Logger LOGGER = LoggerFactory.getLogger(RegionKeyAnnouncer.class);
  private final AgentId agentId;
  private final RegionId region;
  private final Kms kms;
  private final ProgressReporter reporter;
  private final IdSource ids;
  private final Set<KeyId> announced = new HashSet<>();

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
   * Tells of the region's own keys that were not told of before. What cannot be told now is told
   * the next time.
   */
  public synchronized void announceNew() {
    try {
      for (KeyDescription key : kms.list()) {
        if (key.owner().isEmpty() && !announced.contains(key.keyId())) {
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
    announced.add(key.keyId());
  }
}
