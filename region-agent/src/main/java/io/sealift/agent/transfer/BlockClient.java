package io.sealift.agent.transfer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.Endpoint;
import io.sealift.telemetry.MetricNames;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pulls sealed segments from other agents' block ports, and keeps connections for the next pull.
 * Safe for use by many threads; each {@link SegmentBody} is confined to one.
 */
public final class BlockClient implements AutoCloseable {
  private static final int MAX_IDLE_PER_ENDPOINT = 4;

  /** How long the client waits: for a connection, and for the next byte. */
  public record Timeouts(Duration connect, Duration progress) {
    /** 5 and 15 seconds. */
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(15));
  }

  /** Which bytes of which segment are wanted. */
  public record Pull(SnapshotId snapshotId, int segment, long firstByte, String ticket) {
    String path() {
      return "/v1/segments/%s/%d".formatted(snapshotId, segment);
    }

    // Without the ticket.
    @Override
    public String toString() {
      return path() + " from byte " + firstByte;
    }
  }

  private final AgentSigner signer;
  private final Timeouts timeouts;
  private final Counter userCopyBytes;
  private final Map<Endpoint, Deque<BlockConnection>> idle = new HashMap<>();
  private boolean closed;

  /** A client that signs as one agent. */
  public BlockClient(AgentSigner signer, Timeouts timeouts, MeterRegistry meters) {
    this.signer = signer;
    this.timeouts = timeouts;
    this.userCopyBytes =
        Counter.builder(MetricNames.BYTES).tag("path", "user-copy").register(meters);
  }

  /**
   * Asks for a segment's file from a byte on; the answer's head has been read when this returns.
   */
  public SegmentBody pull(Endpoint endpoint, Pull pull, StopSignal stop) throws TransferException {
    String signature = signer.header(new SignedCall("GET", pull.path(), pull.ticket()));
    @Nullable BlockConnection kept = takeIdle(endpoint);
    if (kept != null) {
      try {
        return request(kept, pull, signature, stop);
      } catch (StaleConnectionException e) {
        // The other side closed a connection that lay idle. That says nothing about the source: a
        // fresh one decides.
        kept.close();
      }
    }
    BlockConnection fresh = BlockConnection.open(endpoint, timeouts, userCopyBytes, stop);
    try {
      return request(fresh, pull, signature, stop);
    } catch (StaleConnectionException e) {
      throw fresh.unreachable("the connection was closed", e);
    }
  }

  private SegmentBody request(
      BlockConnection connection, Pull pull, String signature, StopSignal stop)
      throws TransferException, StaleConnectionException {
    boolean answered = false;
    try {
      SegmentBody body = connection.request(pull, signature, stop, this::giveBack);
      answered = true;
      return body;
    } finally {
      if (!answered) {
        connection.close();
      }
    }
  }

  private synchronized @Nullable BlockConnection takeIdle(Endpoint endpoint) {
    Deque<BlockConnection> connections = idle.get(endpoint);
    return connections == null ? null : connections.pollFirst();
  }

  private synchronized void giveBack(BlockConnection connection) {
    Deque<BlockConnection> connections =
        idle.computeIfAbsent(connection.endpoint(), key -> new ArrayDeque<>());
    if (closed || connections.size() >= MAX_IDLE_PER_ENDPOINT) {
      connection.close();
    } else {
      connections.addFirst(connection);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    idle.values().forEach(connections -> connections.forEach(BlockConnection::close));
    idle.clear();
  }
}
