package io.sealift.coordinator.engine;

import io.sealift.coordinator.state.Entity;
import io.sealift.copy.Generation;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Journal records: key = the entity's key, value = the entity as JSON (or null, a tombstone),
 * header {@code generation} = the writer's generation in decimal, so that a tombstone has one too.
 */
final class JournalCodec {
  static final String GENERATION_HEADER = "generation";
  private static final JsonMessageCodec<Entity> ENTITIES = JsonMessageCodec.of(Entity.class);

  private JournalCodec() {}

  static byte[] encode(Entity entity) {
    return ENTITIES.encode(entity);
  }

  /** The entity; empty for a tombstone. */
  static Optional<Entity> decode(byte @Nullable [] value) throws MessageFormatException {
    return value == null ? Optional.empty() : Optional.of(ENTITIES.decode(value));
  }

  static byte[] encode(Generation generation) {
    return Long.toString(generation.number()).getBytes(StandardCharsets.US_ASCII);
  }

  static Generation generation(Headers headers) throws MessageFormatException {
    @Nullable Header header = headers.lastHeader(GENERATION_HEADER);
    if (header == null) {
      throw new MessageFormatException("generation: header is absent");
    }
    try {
      return new Generation(Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII)));
    } catch (IllegalArgumentException e) {
      throw new MessageFormatException("generation: header is not a number", e);
    }
  }
}
