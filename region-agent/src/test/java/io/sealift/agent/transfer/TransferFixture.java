package io.sealift.agent.transfer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.copy.AgentId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.Endpoint;
import io.sealift.telemetry.MetricNames;
import io.sealift.ticket.TicketSigner;
import io.sealift.ticket.TicketVerifier;
import io.sealift.ticket.TransferTicket;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A block server of region north with one committed segment, and a puller in region south. */
final class TransferFixture implements AutoCloseable {
  static final RegionId NORTH = new RegionId("north");
  static final RegionId SOUTH = new RegionId("south");
  static final SnapshotId SNAPSHOT = new SnapshotId("s-1");
  static final int SEGMENT = 2;
  final Clock clock = Clock.systemUTC();
  final Vertx vertx = Vertx.vertx();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final TicketSigner signer = new TicketSigner("k1");
  final TicketVerifier verifier = new TicketVerifier();
  final AgentDirectory directory = new AgentDirectory(clock);
  final AgentSigner puller = new AgentSigner(new AgentId("puller"), clock);
  final byte[] content = new byte[3_000_000];
  final BlockServer server;
  final Endpoint endpoint;
  final BlockClient client;

  TransferFixture(Path temporary) throws Exception {
    new Random(7).nextBytes(content);
    Path file = Files.write(temporary.resolve("segment"), content);
    verifier.trust(signer.announcement(clock.instant().plus(Duration.ofHours(1))));
    register("puller", SOUTH, puller);
    CommittedSegments segments =
        (snapshot, segment) ->
            snapshot.equals(SNAPSHOT) && segment == SEGMENT ? Optional.of(file) : Optional.empty();
    server =
        new BlockServer(
            vertx,
            new TicketGate(NORTH, verifier, new AgentAuthenticator(directory, clock), clock),
            segments,
            meters);
    int port =
        server
            .listen("127.0.0.1", 0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    endpoint = new Endpoint("127.0.0.1", port);
    client = client(puller);
  }

  void register(String agentId, RegionId region, AgentSigner agentSigner) {
    Endpoint nowhere = new Endpoint("127.0.0.1", 1);
    directory.register(
        new AgentRegistered(
            new AgentId(agentId),
            region,
            "test",
            nowhere,
            nowhere,
            "00",
            "",
            agentSigner.publicKey(),
            1,
            1,
            1,
            1,
            "",
            1,
            clock.instant()));
  }

  BlockClient client(AgentSigner agentSigner) {
    return new BlockClient(
        agentSigner,
        new BlockClient.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2)),
        meters);
  }

  String ticket() {
    return signer.sign(pull(NORTH, SOUTH, SNAPSHOT, clock.instant().plusSeconds(60)));
  }

  static TransferTicket.Pull pull(
      RegionId region, RegionId puller, SnapshotId snapshot, Instant expires) {
    return new TransferTicket.Pull(
        new CopyJobId("j-1"), region, puller, snapshot, SEGMENT, SEGMENT + 1, expires);
  }

  static BlockClient.Pull wanted(long firstByte, String ticket) {
    return new BlockClient.Pull(SNAPSHOT, SEGMENT, firstByte, ticket);
  }

  double bytes(String path) {
    return meters.counter(MetricNames.BYTES, "path", path).count();
  }

  @Override
  public void close() {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
