package io.sealift.agent.grant;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.transfer.SourceAgents;
import io.sealift.agent.transfer.StopSignal;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.SourceSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The granted data keys of source snapshots, kept for a few minutes so that each segment of a
 * snapshot need not ask again. A key is wiped when it is too old and nobody uses it. Safe for use
 * by many threads.
 */
public final class GrantedKeys implements AutoCloseable {
  private static final Duration KEPT = Duration.ofMinutes(5);

  /** The use of one key; closing it ends the use. */
  public final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean closed;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    /** The key, not to be closed by the user. */
    public DataKey dataKey() {
      return entry.dataKey;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release(entry);
      }
    }
  }

  private static final class Entry {
    private final DataKey dataKey;
    private final Instant expires;
    private int uses;
    private boolean dropped;

    Entry(DataKey dataKey, Instant expires) {
      this.dataKey = dataKey;
      this.expires = expires;
    }

    private void wipeIfDone() {
      if (dropped && uses == 0) {
        dataKey.close();
      }
    }
  }

  private final SourceAgents agents;
  private final GrantClient client;
  private final Clock clock;
  private final Map<SourceSnapshot, Entry> entries = new HashMap<>();

  /** Keys asked from any live agent of their region. */
  public GrantedKeys(SourceAgents agents, GrantClient client, Clock clock) {
    this.agents = agents;
    this.client = client;
    this.clock = clock;
  }

  /** The key of a source snapshot: a kept one, or a new grant. */
  public Lease lease(SourceSnapshot source, String ticket, TraceParent trace, StopSignal stop)
      throws TransferException {
    dropExpired();
    synchronized (entries) {
      @Nullable Entry known = entries.get(source);
      if (known != null) {
        known.uses++;
        return new Lease(known);
      }
    }
    return grant(source, ticket, trace, stop);
  }

  /** The key of a source snapshot, certainly granted just now: what preflight asks. */
  public Lease grant(SourceSnapshot source, String ticket, TraceParent trace, StopSignal stop)
      throws TransferException {
    DataKey dataKey =
        agents.first(
            source.region(),
            stop,
            agent -> client.request(agent, ticket, source.sealId(), trace, stop));
    Entry entry = new Entry(dataKey, clock.instant().plus(KEPT));
    entry.uses = 1;
    synchronized (entries) {
      @Nullable Entry older = entries.put(source, entry);
      if (older != null) {
        older.dropped = true;
        older.wipeIfDone();
      }
    }
    return new Lease(entry);
  }

  private void release(Entry entry) {
    synchronized (entries) {
      entry.uses--;
      entry.wipeIfDone();
    }
  }

  /**
   * Wipes the keys that are too old; called now and then, so that none outlives its time by much.
   */
  public void dropExpired() {
    drop(clock.instant());
  }

  private void drop(Instant now) {
    synchronized (entries) {
      for (Iterator<Entry> each = entries.values().iterator(); each.hasNext(); ) {
        Entry entry = each.next();
        if (!entry.expires.isAfter(now)) {
          each.remove();
          entry.dropped = true;
          entry.wipeIfDone();
        }
      }
    }
  }

  @Override
  public void close() {
    drop(Instant.MAX);
  }
}
