package io.sealift.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a {@link TopicReader} hands its records to, one at a time, on the reader's own thread. */
@FunctionalInterface
public interface RecordHandler {
  /**
   * Takes one record; its value is null when it is a tombstone. A record that is not understood is
   * the handler's to report and skip: an exception stops the reader.
   */
  void handle(ConsumerRecord<String, byte[]> record);

  /**
   * Called when records were lost, perhaps some that were not handled: the topic was cut off, or
   * deleted and made anew. It is read from its start now. An {@link IllegalStateException} stops
   * the reader.
   */
  default void recordsLost(String topic) {}

  /**
   * Called once, on the reader's thread, when {@link #handle} has thrown and the reader has
   * stopped.
   */
  default void failed(RuntimeException failure) {}
}
