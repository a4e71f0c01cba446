package io.sealift.agent.transfer;

import static io.sealift.agent.transfer.TransferFixture.NORTH;
import static io.sealift.agent.transfer.TransferFixture.SNAPSHOT;
import static io.sealift.agent.transfer.TransferFixture.SOUTH;
import static io.sealift.agent.transfer.TransferFixture.pull;
import static io.sealift.agent.transfer.TransferFixture.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.AgentId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SnapshotId;
import io.sealift.ticket.TicketSigner;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a receiver of blocks may rely on, whichever kind of memory it reads them into: the two paths
 * through the kernel differ.
 */
abstract class BlockReceiverContract {
  @TempDir Path directory;
  private TransferFixture fixture;

  /** Memory of the receiver's kind. */
  abstract ByteBuffer memory(int length);

  @BeforeEach
  void start() throws Exception {
    fixture = new TransferFixture(directory);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aSegmentArrivesByteForByteAndLeavesBySendfile() throws Exception {
    assertThat(pullAll(0, StopSignal.NONE)).isEqualTo(fixture.content);
    assertThat(fixture.bytes("sendfile")).isEqualTo(fixture.content.length);
    assertThat(fixture.bytes("user-copy")).isGreaterThanOrEqualTo(fixture.content.length);
  }

  @Test
  void aPullMayStartAtAnyByte() throws Exception {
    byte[] tail = Arrays.copyOfRange(fixture.content, 1_000_001, fixture.content.length);
    assertThat(pullAll(1_000_001, StopSignal.NONE)).isEqualTo(tail);
  }

  @Test
  void aConnectionServesSeveralPulls() throws Exception {
    try (FaultProxy proxy = new FaultProxy(fixture.endpoint, FaultProxy.Fault.CUT, 0, 0)) {
      for (int i = 0; i < 3; i++) {
        try (SegmentBody body =
            fixture.client.pull(proxy.endpoint(), wanted(0, fixture.ticket()), StopSignal.NONE)) {
          body.readFully(memory(fixture.content.length));
        }
      }
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  @Test
  void anExpiredTicketIsRefused() {
    refused(
        pullWith(fixture.signer.sign(pull(NORTH, SOUTH, SNAPSHOT, Instant.now().minusSeconds(1)))),
        "ticket has expired");
  }

  @Test
  void aForgedTicketIsRefused() {
    String forged =
        new TicketSigner("k1").sign(pull(NORTH, SOUTH, SNAPSHOT, Instant.now().plusSeconds(60)));
    refused(pullWith(forged), "ticket's signature does not match");
  }

  @Test
  void aTicketOfAnotherRegionsStoreIsRefused() {
    refused(
        pullWith(fixture.signer.sign(pull(SOUTH, SOUTH, SNAPSHOT, Instant.now().plusSeconds(60)))),
        "ticket is for something else");
  }

  @Test
  void aTicketOfAnotherSnapshotIsRefused() {
    SnapshotId other = new SnapshotId("s-other");
    refused(
        pullWith(fixture.signer.sign(pull(NORTH, SOUTH, other, Instant.now().plusSeconds(60)))),
        "ticket is for something else");
  }

  @Test
  void aTicketForAgentsOfAnotherRegionIsRefused() {
    refused(
        pullWith(fixture.signer.sign(pull(NORTH, NORTH, SNAPSHOT, Instant.now().plusSeconds(60)))),
        "ticket is for agents of another region");
  }

  @Test
  void anAgentThatIsNotRegisteredIsRefused() {
    BlockClient stranger = fixture.client(new AgentSigner(new AgentId("stranger"), fixture.clock));
    refused(
        () -> stranger.pull(fixture.endpoint, wanted(0, fixture.ticket()), StopSignal.NONE),
        "agent is not registered");
  }

  @Test
  void anAgentCannotSignAsAnother() {
    BlockClient impostor = fixture.client(new AgentSigner(new AgentId("puller"), fixture.clock));
    refused(
        () -> impostor.pull(fixture.endpoint, wanted(0, fixture.ticket()), StopSignal.NONE),
        "agent signature does not match");
  }

  @Test
  void aSegmentThatIsNotCommittedIsGone() {
    String ticket =
        fixture.signer.sign(
            pull(NORTH, SOUTH, new SnapshotId("s-2"), Instant.now().plusSeconds(60)));
    assertThatThrownBy(
            () ->
                fixture.client.pull(
                    fixture.endpoint,
                    new BlockClient.Pull(new SnapshotId("s-2"), TransferFixture.SEGMENT, 0, ticket),
                    StopSignal.NONE))
        .isInstanceOfSatisfying(
            TransferException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_GONE));
  }

  @Test
  void aDrainingServerIsUnreachable() {
    fixture.server.drain(Duration.ofMinutes(1));
    assertThatThrownBy(() -> pullAll(0, StopSignal.NONE))
        .isInstanceOfSatisfying(
            TransferException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_UNREACHABLE));
  }

  @Test
  void aDrainingServerSendsWhatItHasBegunToItsEnd() throws Exception {
    ByteBuffer received = memory(fixture.content.length);
    Future<Void> drained;
    try (SegmentBody body =
        fixture.client.pull(fixture.endpoint, wanted(0, fixture.ticket()), StopSignal.NONE)) {
      drained = fixture.server.drain(Duration.ofMinutes(1));
      body.readFully(received);
    }
    assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(fixture.content));
    drained.await(10, TimeUnit.SECONDS);
  }

  @Test
  void aTruncatedAnswerIsUnreachable() throws Exception {
    try (FaultProxy proxy = new FaultProxy(fixture.endpoint, FaultProxy.Fault.CUT, 100_000, 1);
        SegmentBody body =
            fixture.client.pull(proxy.endpoint(), wanted(0, fixture.ticket()), StopSignal.NONE)) {
      assertThatThrownBy(() -> body.readFully(memory(fixture.content.length)))
          .isInstanceOfSatisfying(
              TransferException.class,
              e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_UNREACHABLE));
    }
  }

  @Test
  void aStalledSourceTimesOut() throws Exception {
    try (FaultProxy proxy = new FaultProxy(fixture.endpoint, FaultProxy.Fault.STALL, 100_000, 1);
        SegmentBody body =
            fixture.client.pull(proxy.endpoint(), wanted(0, fixture.ticket()), StopSignal.NONE)) {
      assertThatThrownBy(() -> body.readFully(memory(fixture.content.length)))
          .hasMessageContaining("no byte came for 2 s");
    }
  }

  @Test
  void aStopEndsAReadWithinASecondWhileTheSourceStalls() throws Exception {
    AtomicBoolean cancelled = new AtomicBoolean();
    StopSignal stop =
        () -> {
          if (cancelled.get()) {
            throw new TransferException(FailureCode.CANCELLED, "cancelled");
          }
        };
    BlockClient patient =
        new BlockClient(fixture.puller, BlockClient.Timeouts.DEFAULT, fixture.meters);
    try (FaultProxy proxy = new FaultProxy(fixture.endpoint, FaultProxy.Fault.STALL, 100_000, 1);
        SegmentBody body = patient.pull(proxy.endpoint(), wanted(0, fixture.ticket()), stop)) {
      CompletableFuture<Long> stoppedAt =
          CompletableFuture.supplyAsync(
              () -> {
                assertThatThrownBy(() -> body.readFully(memory(fixture.content.length)))
                    .hasMessage("cancelled");
                return System.nanoTime();
              });
      assertThat(proxy.stalled().await(5, TimeUnit.SECONDS)).isTrue();
      long cancelledAt = System.nanoTime();
      cancelled.set(true);
      long waited = stoppedAt.get(5, TimeUnit.SECONDS) - cancelledAt;
      assertThat(Duration.ofNanos(waited)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void aSourceThatIsNotThereIsUnreachable() throws Exception {
    FaultProxy proxy = new FaultProxy(fixture.endpoint, FaultProxy.Fault.CUT, 0, 0);
    proxy.close();
    assertThatThrownBy(
            () ->
                fixture.client.pull(proxy.endpoint(), wanted(0, fixture.ticket()), StopSignal.NONE))
        .isInstanceOfSatisfying(
            TransferException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_UNREACHABLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/segments/s-1/2/../3 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/segments/s-1%2f2/2 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/segments/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/segments/s-1/2 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        "GET /v1/segments/s-1/2 HTTP/1.1\r\nHost: x\r\nAuthorization: Basic eDp5\r\n\r\n",
      })
  void aRequestThatIsNoPullGetsNoBytes(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.endpoint.port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] start = socket.getInputStream().readNBytes(10);
      assertThat(new String(start, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 4");
    }
  }

  private ThrowingCallable pullWith(String ticket) {
    return () -> fixture.client.pull(fixture.endpoint, wanted(0, ticket), StopSignal.NONE);
  }

  private static void refused(ThrowingCallable call, String reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TransferException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.TICKET_REFUSED))
        .hasMessageEndingWith(reason);
  }

  private byte[] pullAll(long firstByte, StopSignal stop) throws TransferException {
    try (SegmentBody body =
        fixture.client.pull(fixture.endpoint, wanted(firstByte, fixture.ticket()), stop)) {
      ByteBuffer bytes = memory((int) body.remaining());
      body.readFully(bytes);
      byte[] received = new byte[bytes.flip().remaining()];
      bytes.get(received);
      return received;
    }
  }
}
