package io.sealift.agent.intake;

import io.sealift.agent.attempt.TargetDirectives;
import io.sealift.copy.CopyJobId;
import io.sealift.kafka.RecordHandler;
import io.sealift.protocol.ControlMessage;
import io.sealift.protocol.ControlMessage.JobDirectives;
import io.sealift.protocol.ControlMessage.TicketKey;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.ticket.TicketVerifier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the standing orders from {@code sealift.control}: which tickets to trust, which targets to
 * stop or slow down.
 */
public final class ControlListener implements RecordHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(ControlListener.class);
  private final JsonMessageCodec<ControlMessage> codec = JsonMessageCodec.of(ControlMessage.class);
  private final TicketVerifier tickets;
  private final TargetDirectives directives;

  /** A listener that feeds both. */
  public ControlListener(TicketVerifier tickets, TargetDirectives directives) {
    this.tickets = tickets;
    this.directives = directives;
  }

  @Override
  public void handle(ConsumerRecord<String, byte[]> record) {
    String key = String.valueOf(record.key());
    byte @Nullable [] value = record.value();
    try {
      if (value != null) {
        apply(codec.decode(value));
      } else if (key.startsWith(CopyJobId.PREFIX)) {
        directives.forget(new CopyJobId(key));
      }
    } catch (MessageFormatException | IllegalArgumentException e) {
      LOGGER.atWarn().addKeyValue("reason", e.getMessage()).log("control message skipped");
    }
  }

  private void apply(ControlMessage message) {
    if (message instanceof TicketKey key) {
      tickets.trust(key);
    } else if (message instanceof JobDirectives orders) {
      directives.apply(orders);
    }
  }
}
