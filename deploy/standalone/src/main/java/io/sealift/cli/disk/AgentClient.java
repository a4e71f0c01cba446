package io.sealift.cli.disk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.StrictJson;
import io.sealift.tls.PinnedTrust;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Uploads and downloads segments at one agent's control port. Safe for use by many threads. */
final class AgentClient {
  /** What brings nothing for so long is taken to be dead. */
  static final Duration STALL_LIMIT = Duration.ofSeconds(60);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SEGMENT_TIMEOUT = Duration.ofMinutes(15);
  private static final int CHECKS_PER_LIMIT = 4;
  private static final int MAX_REASON_BYTES = 1000;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;

  private final HttpClient http;
  private final Endpoint endpoint;
  private final Duration stallLimit;

  AgentClient(TransferOffer offer, Duration stallLimit) {
    endpoint = offer.endpoint();
    this.stallLimit = stallLimit;
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .sslContext(PinnedTrust.context(offer.certificateSha256()))
            .build();
  }

  /** Sends the blocks of one segment; returns once the agent holds them durably. */
  void upload(
      TransferOffer.OfferedDisk disk,
      int segment,
      BitSet blocks,
      Iterable<byte[]> content,
      long length)
      throws IOException, InterruptedException {
    AtomicLong lastMove = new AtomicLong(System.nanoTime());
    Iterable<byte[]> noted = () -> new NotingIterator(content.iterator(), lastMove);
    HttpRequest request =
        request("uploads", disk, segment)
            .header(
                BlockBitmap.HEADER, BlockBitmap.format(blocks, disk.geometry().blocksIn(segment)))
            .PUT(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofByteArrays(noted), length))
            .build();
    HttpResponse<InputStream> response = send(request, lastMove);
    try (InputStream body = response.body()) {
      if (response.statusCode() != OK) {
        throw refusal(response.statusCode(), body);
      }
      body.readAllBytes();
    }
  }

  /**
   * Receives one segment's blocks; empty when the segment holds no data. Close what is returned.
   */
  Optional<ReceivedSegment> download(TransferOffer.OfferedDisk disk, int segment)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        send(request("downloads", disk, segment).GET().build(), new AtomicLong(System.nanoTime()));
    InputStream body = response.body();
    if (response.statusCode() == NO_CONTENT) {
      body.close();
      return Optional.empty();
    }
    if (response.statusCode() != OK) {
      try (body) {
        throw refusal(response.statusCode(), body);
      }
    }
    SnapshotGeometry geometry = disk.geometry();
    try {
      String header = response.headers().firstValue(BlockBitmap.HEADER).orElse("");
      return Optional.of(
          new ReceivedSegment(BlockBitmap.parse(header, geometry.blocksIn(segment)), body));
    } catch (IOException e) {
      body.close();
      throw e;
    }
  }

  /**
   * Waits for the head of the answer as long as something moves. The client's own timeouts are for
   * whole segments: whoever takes the connection and then says nothing would hold it for as long.
   */
  private HttpResponse<InputStream> send(HttpRequest request, AtomicLong lastMove)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    try {
      while (true) {
        try {
          return answer.get(stallLimit.toMillis() / CHECKS_PER_LIMIT + 1, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (System.nanoTime() - lastMove.get() > stallLimit.toNanos()) {
            throw new IOException(
                "%s: nothing has moved for %d ms".formatted(endpoint, stallLimit.toMillis()), e);
          }
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException problem) {
        throw problem;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** Notes when the last block was taken. */
  private record NotingIterator(Iterator<byte[]> blocks, AtomicLong lastMove)
      implements Iterator<byte[]> {
    @Override
    public boolean hasNext() {
      return blocks.hasNext();
    }

    @Override
    public byte[] next() {
      lastMove.set(System.nanoTime());
      return blocks.next();
    }
  }

  /** The blocks of a segment that hold data, and their plain bytes in order. */
  record ReceivedSegment(BitSet blocks, InputStream content) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      content.close();
    }
  }

  private HttpRequest.Builder request(String kind, TransferOffer.OfferedDisk disk, int segment) {
    SnapshotId snapshot = disk.snapshotId();
    return HttpRequest.newBuilder(
            URI.create("https://%s/v1/%s/%s/%d".formatted(endpoint, kind, snapshot, segment)))
        .timeout(SEGMENT_TIMEOUT)
        .header("Authorization", "Sealift-Ticket " + disk.ticket());
  }

  private static IOException refusal(int status, InputStream body) throws IOException {
    String reason = new String(body.readNBytes(MAX_REASON_BYTES), StandardCharsets.UTF_8).strip();
    return new AgentRefusal(
        status, reason.isEmpty() ? "the agent answered with status " + status : inWords(reason));
  }

  /** Some refusals are a line of text, some JSON with a code. */
  private static String inWords(String reason) {
    try {
      JsonNode coded = StrictJson.mapper().readTree(reason);
      return coded.hasNonNull("message")
          ? "%s (%s)".formatted(coded.get("message").asText(), coded.path("code").asText())
          : reason;
    } catch (JsonProcessingException e) {
      return reason;
    }
  }

  /** An agent's refusal of one segment. */
  static final class AgentRefusal extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int UNAUTHORIZED = 401;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    private final int status;

    AgentRefusal(int status, String reason) {
      super(reason);
      this.status = status;
    }

    /** Whether a fresh offer may help. */
    boolean passing() {
      return status == UNAUTHORIZED
          || status == REQUEST_TIMEOUT
          || status == TOO_MANY
          || status >= FIRST_SERVER_ERROR;
    }
  }
}
