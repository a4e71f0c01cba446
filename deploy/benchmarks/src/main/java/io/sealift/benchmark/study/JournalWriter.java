package io.sealift.benchmark.study;

import io.sealift.benchmark.product.BenchCluster;
import io.sealift.coordinator.state.EngineClaim;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.AccountId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.Generation;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.WrappedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;

/** Writes a journal as a coordinator that made many images would have left it. */
final class JournalWriter {
  private static final AccountId OWNER = new AccountId("administrator");
  private static final long SEGMENT = 64L << 20;
  private static final int HEAD = 4096;

  private final JsonMessageCodec<Entity> codec = JsonMessageCodec.of(Entity.class);
  private final KafkaSettings settings;
  private long bytes;
  private volatile Optional<Exception> failure = Optional.empty();

  JournalWriter(KafkaSettings settings) {
    this.settings = settings;
  }

  /** The id of one of the images. */
  static String imageId(int image) {
    return ImageId.PREFIX + "%020d".formatted(image);
  }

  /** How much has been written. */
  long bytes() {
    return bytes;
  }

  void write(int images, int segments) throws IOException {
    Map<String, Object> properties = settings.producer();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 50);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 20);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(properties)) {
      Instant now = Instant.now();
      send(producer, new EngineClaim(new Generation(1), "bench", now));
      for (int image = 0; image < images; image++) {
        SnapshotId snapshot = new SnapshotId(SnapshotId.PREFIX + "%020d".formatted(image));
        CopyJobId job = new CopyJobId(CopyJobId.PREFIX + "%020d".formatted(image));
        send(producer, snapshot(snapshot, job, segments, now));
        send(producer, image(image, snapshot, job, now));
        for (int segment = 0; segment < segments; segment++) {
          send(producer, new SealedSegment(snapshot, receipt(image, segment)));
        }
      }
    }
    if (failure.isPresent()) {
      throw new IOException(failure.get());
    }
  }

  private void send(KafkaProducer<String, byte[]> producer, Entity entity) {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(Topics.JOURNAL, 0, entity.key(), codec.encode(entity));
    Headers headers = message.headers();
    headers.add("generation", "1".getBytes(StandardCharsets.US_ASCII));
    bytes += message.value().length;
    // A failure is told when all is sent.
    Future<RecordMetadata> unused =
        producer.send(
            message,
            (metadata, problem) -> {
              if (problem != null) {
                failure = Optional.of(problem);
              }
            });
  }

  private static Snapshot snapshot(SnapshotId id, CopyJobId job, int segments, Instant now) {
    return new Snapshot(
        id,
        BenchCluster.SOURCE,
        OWNER,
        "disk",
        new SnapshotGeometry(segments * SEGMENT, 512 << 10, SEGMENT),
        KeyReference.STORAGE,
        Snapshot.Status.AVAILABLE,
        job,
        Optional.empty(),
        Optional.of(
            new PreparedSnapshot(
                id,
                new SealId(SealId.PREFIX + "bench"),
                new WrappedKey(new KeyId(KeyId.PREFIX + "bench"), 1, "AAAA"))),
        segments * (SEGMENT + HEAD),
        now);
  }

  private static Image image(int image, SnapshotId snapshot, CopyJobId job, Instant now) {
    return new Image(
        new ImageId(imageId(image)),
        BenchCluster.SOURCE,
        OWNER,
        new Image.Attributes("image-" + image, Optional.empty(), Optional.empty(), Map.of()),
        Image.Status.AVAILABLE,
        KeyReference.STORAGE,
        List.of(snapshot),
        job,
        Optional.empty(),
        now);
  }

  private static SegmentReceipt receipt(int image, int segment) {
    return new SegmentReceipt(
        segment,
        new AttemptId(AttemptId.PREFIX + "%010d%010d".formatted(image, segment)),
        128,
        SEGMENT,
        SEGMENT + HEAD,
        "%064x".formatted((long) image << 32 | segment));
  }
}
