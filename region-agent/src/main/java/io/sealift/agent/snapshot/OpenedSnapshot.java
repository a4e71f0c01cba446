package io.sealift.agent.snapshot;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.Manifest;

/**
 * A snapshot with its data key, and the manifest that this key vouches for. Closing it wipes the
 * key.
 */
public record OpenedSnapshot(Manifest manifest, DataKey dataKey) implements AutoCloseable {
  @Override
  public void close() {
    dataKey.close();
  }
}
