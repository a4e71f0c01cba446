package io.sealift.agent.attempt;

import io.sealift.agent.exchange.Exchange;
import io.sealift.agent.grant.GrantedKeys;
import io.sealift.agent.kms.KeyWork;
import io.sealift.agent.kms.Kms;
import io.sealift.agent.snapshot.CommittedSnapshots;
import io.sealift.agent.store.RegionStore;
import io.sealift.agent.transfer.BlockClient;
import io.sealift.agent.transfer.SourceAgents;
import io.sealift.copy.IdSource;
import io.sealift.copy.RegionId;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What attempts work with; the same for all attempts of an agent.
 *
 * @param region the agent's own
 * @param ids draws seal ids and attempt ids
 * @param random draws salts
 * @param turns shared by all attempts that copy segments
 * @param exchange where images come in and go out, if the region has such a directory
 */
public record AttemptTools(
    RegionId region,
    RegionStore store,
    Kms kms,
    CommittedSnapshots snapshots,
    GrantedKeys grants,
    SourceAgents agents,
    BlockClient blocks,
    BlockBuffers buffers,
    CopyTurns turns,
    AttemptMetrics metrics,
    IdSource ids,
    SecureRandom random,
    Optional<Exchange> exchange) {
  /** The same, with which keys are used for that work. */
  public AttemptTools on(KeyWork work) {
    return new AttemptTools(
        region,
        store,
        kms.on(work),
        snapshots.on(work),
        grants,
        agents,
        blocks,
        buffers,
        turns,
        metrics,
        ids,
        random,
        exchange);
  }
}
