package io.sealift.coordinator.engine;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.copy.AccountId;
import io.sealift.protocol.MessageFormatException;
import java.time.Instant;
import java.util.Map;

/** Checks who signed a copy request on Kafka. Called on the engine's thread. */
@FunctionalInterface
public interface RequestAuthenticator {
  /**
   * The account whose access key signed.
   *
   * @param headers those of the record, as UTF-8 text
   * @throws MessageFormatException with the reason when nobody's did
   */
  AccountId authenticate(ClusterState state, Map<String, String> headers, byte[] value, Instant now)
      throws MessageFormatException;
}
