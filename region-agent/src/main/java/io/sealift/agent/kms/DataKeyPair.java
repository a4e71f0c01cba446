package io.sealift.agent.kms;

import io.sealift.agent.envelope.DataKey;
import io.sealift.protocol.WrappedKey;

/** A new data key, in the clear and wrapped. Closing it wipes the clear one. */
public record DataKeyPair(DataKey dataKey, WrappedKey wrapped) implements AutoCloseable {
  @Override
  public void close() {
    dataKey.close();
  }
}
