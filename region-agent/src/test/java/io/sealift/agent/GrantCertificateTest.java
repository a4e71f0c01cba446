package io.sealift.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.agent.certificate.ServerCertificate;
import io.sealift.agent.grant.GrantClient;
import io.sealift.agent.grant.GrantKeyPair;
import io.sealift.agent.transfer.AgentSignature;
import io.sealift.agent.transfer.AgentSigner;
import io.sealift.agent.transfer.SignedCall;
import io.sealift.copy.AgentId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.tls.PinnedTrust;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Random;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for a data key shows the certificate that he registered, or gets none. */
class GrantCertificateTest {
  private static final SnapshotGeometry GEOMETRY = new SnapshotGeometry(8192, 4096, 16_384);
  private static final AgentId CALLER = new AgentId("agent-caller");

  @TempDir Path directory;
  private final AgentSigner signer = new AgentSigner(CALLER, Clock.systemUTC());
  private final ServerCertificate registered = ServerCertificate.create(CALLER, Clock.systemUTC());
  private TestCluster cluster;
  private String ticket = "";

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster(directory);
    byte[] disk = new byte[8192];
    new Random(5).nextBytes(disk);
    SourceSnapshot source = cluster.imported(cluster.north, "s-source", GEOMETRY, disk);
    ticket = cluster.grantTicket(source, cluster.south);
    cluster.north.meet(caller());
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  /** An agent of the south whose keys this test has. */
  private AgentRegistered caller() {
    AgentRegistered south = cluster.south.registration();
    return new AgentRegistered(
        CALLER,
        south.region(),
        south.softwareVersion(),
        south.blockEndpoint(),
        south.controlEndpoint(),
        registered.sha256(),
        Base64.getEncoder().encodeToString(GrantKeyPair.generate().publicKey()),
        signer.publicKey(),
        south.slots(),
        south.freeSlots(),
        south.storeFreeBytes(),
        south.storeTotalBytes(),
        south.sealEngine(),
        south.sealBytesPerSecond(),
        south.at());
  }

  /** Asks with a good ticket and a good signature, showing these certificates. */
  private HttpResponse<byte[]> ask(KeyManager... shown) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(
                PinnedTrust.context(cluster.north.registration().certificateSha256(), shown))
            .build();
    HttpRequest request =
        TestCluster.request(cluster.north, GrantClient.PATH, ticket)
            .header(
                AgentSignature.HEADER,
                signer.header(new SignedCall("POST", GrantClient.PATH, ticket)))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void assertRefused(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("client certificate is not the one that the agent registered");
  }

  @Test
  void theRegisteredCertificateIsGranted() throws Exception {
    assertThat(ask(registered.keyManagers().getKeyManagers()).statusCode()).isEqualTo(200);
  }

  @Test
  void aSignatureWithoutACertificateIsRefused() throws Exception {
    assertRefused(ask());
  }

  @Test
  void aSignatureBesideAnotherCertificateIsRefused() throws Exception {
    ServerCertificate other = ServerCertificate.create(CALLER, Clock.systemUTC());

    assertRefused(ask(other.keyManagers().getKeyManagers()));
  }

  /** Checking its signature is work that the caller makes as large as he likes. */
  @Test
  void aLargeKeyIsNotLookedAt() throws Exception {
    KeyManager[] large = LargeKey.certificate(directory, CALLER.value()).getKeyManagers();

    assertThatThrownBy(() -> ask(large)).isInstanceOf(IOException.class);
    theRegisteredCertificateIsGranted();
  }

  @Test
  void olderTlsIsNotSpoken() {
    Endpoint port = cluster.north.registration().controlEndpoint();
    assertThatThrownBy(
            () -> {
              try (SSLSocket socket =
                  (SSLSocket)
                      PinnedTrust.context(cluster.north.registration().certificateSha256())
                          .getSocketFactory()
                          .createSocket(port.host(), port.port())) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.startHandshake();
              }
            })
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("protocol_version");
  }
}
