package io.sealift.coordinator.engine;

import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.kafka.RecordHandler;
import io.sealift.protocol.MessageFormatException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Feeds a view from the journal. Confined to its reader's thread. */
public final class JournalView implements RecordHandler {
  private final GenerationGate gate = new GenerationGate();
  private final ClusterView view;
  private final Consumer<Entity> seen;

  /**
   * Feeds the view, and tells of each entity after the view has it.
   *
   * @param seen must be quick
   */
  public JournalView(ClusterView view, Consumer<Entity> seen) {
    this.view = view;
    this.seen = seen;
  }

  @Override
  public void recordsLost(String topic) {
    // Read anew, it would be shown as if what is lost had never been.
    throw new IllegalStateException(
        "%s has lost records. Restore the topic from a backup, then start the coordinators"
            .formatted(topic));
  }

  @Override
  public void handle(ConsumerRecord<String, byte[]> record) {
    try {
      Optional<Entity> entity = JournalCodec.decode(record.value());
      if (gate.accepts(JournalCodec.generation(record.headers()), entity)) {
        view.apply(record.key(), entity.orElse(null));
        entity.ifPresent(seen);
      }
    } catch (MessageFormatException e) {
      // Going on would show a state that is not the journal's.
      throw new IllegalStateException(
          "cannot read journal record %s: %s".formatted(record.key(), e.getMessage()), e);
    }
  }
}
