package io.sealift.system.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Changes the files of topics on the disk of a broker that is stopped. */
public final class TopicDamage {
  /** Where the version of a batch lies: a broker that does not know it cannot pass the batch. */
  public static final int MAGIC = 16;

  /** Where its checksum lies: a broker passes the batch on, and its reader refuses it. */
  public static final int CHECKSUM = 17;

  // A batch begins with its offset and its length.
  private static final int LENGTH_END = 12;

  private final Path brokerDirectory;

  /** Damage to the topics of the broker with this directory. */
  public TopicDamage(Path brokerDirectory) {
    this.brokerDirectory = brokerDirectory;
  }

  /** Flips a byte of the topic's last batch. */
  public void damageLast(String topic, int offset) throws IOException {
    Path segment = segment(topic);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
    int at = last(bytes) + offset;
    bytes.put(at, (byte) ~bytes.get(at));
    Files.write(segment, bytes.array());
  }

  /**
   * Takes the topic's last batch away, and what a broker has noted beside the log. Where that batch
   * is the marker that ends a transaction, the transaction is left open as brokers leave it that
   * crash at the wrong moment.
   */
  public void cutLast(String topic) throws IOException {
    Path segment = segment(topic);
    try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      file.truncate(last(ByteBuffer.wrap(Files.readAllBytes(segment))));
    }
    try (DirectoryStream<Path> notes =
        Files.newDirectoryStream(segment.resolveSibling("."), "*.snapshot")) {
      for (Path note : notes) {
        Files.delete(note);
      }
    }
    Files.deleteIfExists(brokerDirectory.resolve("data").resolve(".kafka_cleanshutdown"));
  }

  private Path segment(String topic) {
    return brokerDirectory
        .resolve("data")
        .resolve(topic + "-0")
        .resolve("00000000000000000000.log");
  }

  private static int last(ByteBuffer bytes) {
    int last = 0;
    for (int next = 0; next < bytes.limit(); next += length(bytes, next)) {
      last = next;
    }
    return last;
  }

  private static int length(ByteBuffer bytes, int batch) {
    return LENGTH_END + bytes.getInt(batch + LENGTH_END - Integer.BYTES);
  }
}
