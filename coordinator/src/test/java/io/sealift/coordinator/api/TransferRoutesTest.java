package io.sealift.coordinator.api;

import static io.sealift.coordinator.api.TestCluster.ALICE;
import static io.sealift.coordinator.api.TestCluster.EAST;
import static io.sealift.coordinator.api.TestCluster.MIB;
import static io.sealift.coordinator.api.TestCluster.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotId;
import io.sealift.ticket.TicketVerifier;
import io.sealift.ticket.TransferTicket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransferRoutesTest {
  private ApiFixture api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void anImportIsAcceptedUploadedAndCompleted() throws Exception {
    api.agents.registered(TestCluster.agent("east-1", EAST, 2), NOW);
    api.engine.decides(
        (account, command) -> {
          if (command instanceof Command.SubmitImport) {
            api.cluster.job(
                "j-up",
                account,
                CopyJob.Kind.IMPORT,
                CopyJob.State.RUNNING,
                new TargetState.Preflight(NOW));
          }
          return FakeEngine.accepted("j-up");
        });
    Reply accepted =
        api.post(
            "/v1/imports",
            """
            {"requestToken":"t","region":"east","name":"new","disks":[{"sizeBytes":268435456}]}\
            """);
    assertThat(accepted.text()).isEqualTo("{\"jobId\":\"j-up\",\"imageId\":\"m-up\"}");
    assertThat(api.post("/v1/imports/j-up/upload", "").status()).isEqualTo(409);

    api.cluster.put(
        api.cluster.snapshot("s-up", ALICE, KeyReference.STORAGE, Snapshot.Status.CREATING));
    api.cluster.target("j-up", ALICE, CopyJob.Kind.IMPORT, new TargetState.Creating(NOW));
    api.cluster.sealed("s-up", 2, MIB);
    Reply upload = api.post("/v1/imports/j-up/upload", "");
    assertThat(upload.json().path("endpoint").asText()).isEqualTo("127.0.0.1:7002");
    JsonNode disk = upload.json().path("disks").path(0);
    assertThat(disk.path("sealedSegments").toString()).isEqualTo("[2]");
    assertThat(disk.path("geometry").path("segmentSizeBytes").asLong()).isEqualTo(64 * MIB);
    TransferTicket.Upload ticket = (TransferTicket.Upload) verified(disk.path("ticket").asText());
    assertThat(ticket.head().jobId()).isEqualTo(new CopyJobId("j-up"));
    assertThat(ticket.region()).isEqualTo(EAST);

    String complete = "{\"disks\":[{\"snapshotId\":\"s-up\",\"dataSegments\":[2]}]}";
    assertThat(api.post("/v1/imports/j-up/complete", complete).text()).isEqualTo("{}");
    assertThat(api.engine.sent().get(1).command())
        .isEqualTo(
            new Command.CompleteImport(
                new CopyJobId("j-up"),
                List.of(new Command.UploadedDisk(new SnapshotId("s-up"), List.of(2)))));
  }

  @Test
  void aCopyIsNoImport() throws Exception {
    api.cluster.job(
        "j-copy", ALICE, CopyJob.Kind.COPY, CopyJob.State.RUNNING, new TargetState.Creating(NOW));
    assertThat(api.post("/v1/imports/j-copy/upload", "").status()).isEqualTo(404);
  }

  @Test
  void anAvailableImageIsDownloadedFromTheIdlestAgent() throws Exception {
    api.cluster.image("one", ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE);
    api.cluster.sealed("s-one", 0, MIB);
    api.cluster.sealed("s-one", 3, MIB);
    assertThat(api.post("/v1/images/m-one/download", "").status()).isEqualTo(503);
    api.agents.registered(TestCluster.agent("east-1", EAST, 2), NOW);
    JsonNode offer = api.post("/v1/images/m-one/download", "").json();
    JsonNode disk = offer.path("disks").path(0);
    assertThat(disk.path("dataSegments").toString()).isEqualTo("[0,3]");
    assertThat(offer.path("certificateSha256").asText()).hasSize(64);
    assertThat(verified(disk.path("ticket").asText())).isInstanceOf(TransferTicket.Download.class);
  }

  @Test
  void anImageThatIsNotAvailableIsNotDownloaded() throws Exception {
    api.cluster.image("one", ALICE, Image.Status.CREATING, KeyReference.STORAGE);
    Reply reply = api.post("/v1/images/m-one/download", "");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.message()).isEqualTo("imageId: the image is CREATING, not AVAILABLE");
  }

  private TransferTicket verified(String text) throws Exception {
    TicketVerifier verifier = new TicketVerifier();
    verifier.trust(api.tickets.announcement(NOW.plus(Duration.ofDays(1))));
    return verifier.verify(text, NOW);
  }
}
