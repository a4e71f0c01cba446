package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.RegionId;
import io.sealift.kafka.Principals;
import io.sealift.tls.Pem;
import io.sealift.tls.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that has TLS everywhere, and whose certificates are replaced while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransportSecurityIT {
  private static final TestDisk DISK = new TestDisk(23, 6, 8);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SOUTH_AGENT = Principals.agent(new RegionId(SOUTH));

  private final Path work;
  private final SecuredKafka kafka;
  private final TestCluster cluster;

  TransportSecurityIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.kafka = new SecuredKafka(work.resolve("secured"), "north,south,west");
    this.cluster = TestCluster.startOn(kafka, work.resolve("cluster"));
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private HttpClient http() throws IOException {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(TrustedAuthorities.context(kafka.authorities().orElseThrow()))
        .build();
  }

  private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** What a server shows to one who connects now. */
  private X509Certificate shown(URI server) throws Exception {
    return shown(server.getHost(), server.getPort());
  }

  private X509Certificate shown(String host, int port) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            TrustedAuthorities.context(kafka.authorities().orElseThrow())
                .getSocketFactory()
                .createSocket(host, port)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private X509Certificate onDisk(String name) throws IOException {
    return Pem.certificates(kafka.certificates(name).resolve("tls.pem")).get(0);
  }

  private void awaitShown(URI server, X509Certificate certificate) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> shown(server).equals(certificate));
  }

  @Test
  void theApiIsServedOverHttpsWhichBrowsersRemember() throws Exception {
    HttpResponse<String> answer = get(http(), cluster.endpoint().resolve("/health/live"));
    HttpResponse<String> refused = get(http(), cluster.endpoint().resolve("/v1/images"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(refused.statusCode()).isEqualTo(401);
    for (HttpResponse<String> each : List.of(answer, refused)) {
      assertThat(each.headers().allValues("strict-transport-security"))
          .containsExactly("max-age=31536000");
    }
  }

  @Test
  void theNewerHttpIsNotSpoken() throws Exception {
    HttpClient offering =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(TrustedAuthorities.context(kafka.authorities().orElseThrow()))
            .build();
    for (URI server : List.of(cluster.endpoint(), cluster.management(NORTH, 1))) {
      assertThat(get(offering, server.resolve("/health/live")).version())
          .isEqualTo(HttpClient.Version.HTTP_1_1);
    }
  }

  @Test
  void nothingIsAnsweredInTheClear() {
    for (URI server : List.of(cluster.endpoint(), cluster.management(NORTH, 1))) {
      URI clear =
          URI.create("http://%s:%d/health/live".formatted(server.getHost(), server.getPort()));
      assertThatThrownBy(() -> get(HttpClient.newHttpClient(), clear))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void metricsTellForHowLongEachCertificateIsValid() throws Exception {
    String coordinator = get(http(), cluster.endpoint().resolve("/metrics")).body();
    String agent = get(http(), cluster.management(NORTH, 1).resolve("/metrics")).body();

    for (String certificate : List.of("api", "kafka-client")) {
      assertThat(coordinator)
          .contains(
              "sealift_certificate_remaining_seconds{certificate=\"%s\"".formatted(certificate));
    }
    for (String certificate : List.of("agent-control", "agent-management", "kafka-client")) {
      assertThat(agent)
          .contains(
              "sealift_certificate_remaining_seconds{certificate=\"%s\"".formatted(certificate));
    }
  }

  @Test
  void theApisCertificateIsReplacedUnderAnOpenConnection() throws Exception {
    HttpClient open = http();
    assertThat(get(open, cluster.endpoint().resolve("/health/live")).statusCode()).isEqualTo(200);
    X509Certificate old = shown(cluster.endpoint());

    assertThat(kafka.initCertificates("--rotate", "coordinator"))
        .isEqualTo("replaced coordinator\n");

    awaitShown(cluster.endpoint(), onDisk("coordinator"));
    assertThat(shown(cluster.endpoint())).isNotEqualTo(old);
    assertThat(get(open, cluster.endpoint().resolve("/health/live")).statusCode()).isEqualTo(200);
  }

  @Test
  void aManagementPortsCertificateIsReplaced() throws Exception {
    kafka.initCertificates("--rotate", "agent-west");

    awaitShown(cluster.management("west", 1), onDisk("agent-west"));
  }

  /**
   * Kafka's clients read their certificate once: agents take a new one by taking turns. The broker
   * is told to read its own anew.
   */
  @Test
  void aCopyGoesOnWhileBrokerAndAgentsGetNewCertificates() throws Exception {
    ClusterClient client = cluster.client();
    Path disk = DISK.write(work.resolve("disk.raw"));
    String image = client.importImage(NORTH, "rotated", disk);
    String job =
        client.submit(ClusterClient.copy(image, NORTH, SOUTH).put("maxBytesPerSecond", 2L << 20));
    client.awaitState(job, SOUTH, "CREATING");

    kafka.initCertificates("--rotate", "broker-1," + SOUTH_AGENT);
    reloadBroker();
    cluster.startAgent(SOUTH, 2);
    cluster.stopAgent(SOUTH, 1);

    assertThat(client.job(job).path("state").asText()).isEqualTo("RUNNING");
    client.post(
        "/v1/jobs/%s/limit".formatted(job),
        ClusterClient.object().put("maxBytesPerSecond", 1 << 30));
    client.awaitSucceeded(job);
    Path exported = client.exportImage(client.imageOf(job, SOUTH), SOUTH, work.resolve("out.raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
  }

  /** What {@code kafka-configs.sh --alter} does: the same path again has the file read again. */
  private void reloadBroker() throws Exception {
    String store = kafka.certificates(Principals.broker(1)).resolve("kafka.pem").toString();
    try (Admin admin = Admin.create(kafka.clientOf(Principals.ADMIN).admin())) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.BROKER, "1"),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("listener.name.ssl.ssl.keystore.location", store),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    URI broker = URI.create("ssl://" + kafka.bootstrapServers());
    X509Certificate wanted = onDisk(Principals.broker(1));
    awaitShown(broker, wanted);
  }
}
