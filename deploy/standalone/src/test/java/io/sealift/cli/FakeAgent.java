package io.sealift.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sealift.copy.SnapshotGeometry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The upload and download side of a region agent, over real TLS, that keeps plain segments in
 * memory.
 */
final class FakeAgent implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /**
   * Answers the status for the n-th request, 0 for the normal answer; -1 breaks the connection off.
   */
  volatile IntUnaryOperator fault = n -> 0;

  volatile String refusal = "refused on purpose";

  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger received = new AtomicInteger();
  final String certificateSha256;
  private final Map<String, byte[]> segments = new ConcurrentHashMap<>();
  private final Map<String, SnapshotGeometry> geometries = new ConcurrentHashMap<>();
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  FakeAgent(Path directory) {
    try {
      KeyStore keys = selfSigned(directory.resolve("agent.p12"));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      byte[] certificate = keys.getCertificate("agent").getEncoded();
      certificateSha256 =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException("cannot start the agent", e);
    }
    server.setExecutor(threads);
    server.createContext("/v1/uploads/", exchange -> answer(exchange, this::upload));
    server.createContext("/v1/downloads/", exchange -> answer(exchange, this::download));
    server.start();
  }

  String endpoint() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  void know(String snapshotId, SnapshotGeometry geometry) {
    geometries.put(snapshotId, geometry);
  }

  /** Which segments of the snapshot are here. */
  BitSet segments(String snapshotId) {
    BitSet present = new BitSet();
    segments.keySet().stream()
        .filter(key -> key.startsWith(snapshotId + "/"))
        .forEach(key -> present.set(Integer.parseInt(key.substring(key.indexOf('/') + 1))));
    return present;
  }

  /** The whole disk as the agent has it. */
  byte[] disk(String snapshotId) {
    SnapshotGeometry geometry = geometry(snapshotId);
    byte[] disk = new byte[Math.toIntExact(geometry.sizeBytes())];
    segments(snapshotId).stream()
        .forEach(
            segment -> {
              byte[] bytes = segments.getOrDefault(snapshotId + "/" + segment, new byte[0]);
              System.arraycopy(
                  bytes, 0, disk, Math.toIntExact(geometry.segmentOffset(segment)), bytes.length);
            });
    return disk;
  }

  private interface Answer {
    void write(HttpExchange exchange, String snapshotId, int segment) throws IOException;
  }

  private void answer(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      int status = fault.applyAsInt(requests.incrementAndGet());
      if (status < 0) {
        return;
      }
      String ticket = exchange.getRequestHeaders().getFirst("Authorization");
      String[] steps = exchange.getRequestURI().getPath().split("/", -1);
      if (status == 0 && !("Sealift-Ticket ticket-of-" + steps[3]).equals(ticket)) {
        status = 401;
      }
      if (status != 0) {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, 0);
        exchange.getResponseBody().write(refusal.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return;
      }
      answer.write(exchange, steps[3], Integer.parseInt(steps[4]));
    }
  }

  private void upload(HttpExchange exchange, String snapshotId, int segment) throws IOException {
    SnapshotGeometry geometry = geometry(snapshotId);
    byte[] bitmap =
        HexFormat.of().parseHex(exchange.getRequestHeaders().getFirst("Sealift-Blocks"));
    byte[] plain = new byte[Math.toIntExact(geometry.segmentLength(segment))];
    try (InputStream body = exchange.getRequestBody()) {
      for (int block = 0; block < geometry.blocksIn(segment); block++) {
        if ((bitmap[block / 8] >> (7 - block % 8) & 1) == 1) {
          int read =
              body.readNBytes(
                  plain, block * geometry.blockSizeBytes(), geometry.blockLength(segment, block));
          received.addAndGet(read);
        }
      }
      if (body.read() >= 0) {
        throw new IOException("more than the bitmap says");
      }
    }
    segments.put(snapshotId + "/" + segment, plain);
    exchange.sendResponseHeaders(200, 2);
    exchange.getResponseBody().write(new byte[] {'{', '}'});
  }

  private void download(HttpExchange exchange, String snapshotId, int segment) throws IOException {
    SnapshotGeometry geometry = geometry(snapshotId);
    byte[] plain = segments.get(snapshotId + "/" + segment);
    if (plain == null) {
      exchange.sendResponseHeaders(204, -1);
      return;
    }
    byte[] bitmap = new byte[(geometry.blocksIn(segment) + 7) / 8];
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int block = 0; block < geometry.blocksIn(segment); block++) {
      int from = block * geometry.blockSizeBytes();
      byte[] bytes = Arrays.copyOfRange(plain, from, from + geometry.blockLength(segment, block));
      if (!Arrays.equals(bytes, new byte[bytes.length])) {
        bitmap[block / 8] |= (byte) (0x80 >> (block % 8));
        body.writeBytes(bytes);
      }
    }
    exchange.getResponseHeaders().set("Sealift-Blocks", HexFormat.of().formatHex(bitmap));
    exchange.sendResponseHeaders(200, body.size());
    body.writeTo(exchange.getResponseBody());
  }

  private SnapshotGeometry geometry(String snapshotId) {
    SnapshotGeometry geometry = geometries.get(snapshotId);
    if (geometry == null) {
      throw new UncheckedIOException(new IOException("no snapshot " + snapshotId));
    }
    return geometry;
  }

  private static KeyStore selfSigned(Path file)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    new ProcessBuilder(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            "agent",
            "-keyalg",
            "EC",
            "-dname",
            "CN=agent",
            "-keystore",
            file.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(file)) {
      keys.load(stream, PASSWORD);
    }
    return keys;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
