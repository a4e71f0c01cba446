package io.sealift.agent;

import io.micrometer.core.instrument.Gauge;
import io.sealift.agent.attempt.AttemptContext;
import io.sealift.agent.attempt.AttemptMetrics;
import io.sealift.agent.attempt.AttemptRunner;
import io.sealift.agent.attempt.AttemptTools;
import io.sealift.agent.attempt.BlockBuffers;
import io.sealift.agent.attempt.CopyTurns;
import io.sealift.agent.attempt.ProgressReporter;
import io.sealift.agent.attempt.RegionKeyAnnouncer;
import io.sealift.agent.attempt.TargetDirectives;
import io.sealift.agent.certificate.ServerCertificate;
import io.sealift.agent.envelope.SealSelfTest;
import io.sealift.agent.exchange.Exchange;
import io.sealift.agent.grant.GrantClient;
import io.sealift.agent.grant.GrantKeyPair;
import io.sealift.agent.grant.GrantedKeys;
import io.sealift.agent.kms.KeyWork;
import io.sealift.agent.kms.Kms;
import io.sealift.agent.server.ControlServer;
import io.sealift.agent.server.ManagementServer;
import io.sealift.agent.snapshot.CommittedSnapshots;
import io.sealift.agent.store.FileRegionStore;
import io.sealift.agent.store.RegionStore;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.store.StoreLock;
import io.sealift.agent.store.StoreSpace;
import io.sealift.agent.store.Sweeper;
import io.sealift.agent.transfer.AgentAuthenticator;
import io.sealift.agent.transfer.AgentDirectory;
import io.sealift.agent.transfer.AgentSigner;
import io.sealift.agent.transfer.BlockClient;
import io.sealift.agent.transfer.BlockServer;
import io.sealift.agent.transfer.SourceAgents;
import io.sealift.agent.transfer.TicketGate;
import io.sealift.copy.RandomIdSource;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.ProgressMessage.StoreInventory;
import io.sealift.telemetry.CertificateGauges;
import io.sealift.telemetry.MetricNames;
import io.sealift.telemetry.Telemetry;
import io.sealift.ticket.TicketVerifier;
import io.sealift.tls.CertificateFiles;
import io.sealift.tls.CertificateWatch;
import io.sealift.tls.TlsCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything of an agent but Kafka: store, servers and attempts, wired together. */
final class AgentServices implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(AgentServices.class);
  private static final long PATIENCE_SECONDS = 20;
  private static final int USER_TRANSFERS = 8;

  private final RegionAgentSettings settings;
  private final Clock clock = Clock.systemUTC();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final StoreLock storeLock;
  private final RegionStore store;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final AgentDirectory directory = new AgentDirectory(clock);
  private final TicketVerifier tickets = new TicketVerifier();
  private final TargetDirectives directives;
  private final AgentSigner signer;
  private final GrantKeyPair grantKeys = GrantKeyPair.generate();
  private final ServerCertificate certificate;
  private final SealSelfTest selfTest = SealSelfTest.run();
  private final BlockClient blockClient;
  private final GrantedKeys grantedKeys;
  private final AttemptRunner runner;
  private final RegionKeyAnnouncer keyAnnouncer;
  private final Sweeper sweeper;
  private final BlockServer blockServer;
  private final ControlServer controlServer;
  private final ManagementServer managementServer;
  private final Optional<CertificateWatch> managementWatch;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "housekeeping"));
  private final Endpoint blockEndpoint;
  private final Endpoint controlEndpoint;
  private final Endpoint managementEndpoint;

  /** Locks the store, wires the parts and opens the ports. */
  AgentServices(
      RegionAgentSettings settings,
      Kms kms,
      ProgressReporter reporter,
      Telemetry telemetry,
      BooleanSupplier ready)
      throws StoreException {
    this.settings = settings;
    this.storeLock =
        StoreLock.acquire(settings.storeDirectory(), settings.region(), settings.agentId());
    this.store = new FileRegionStore(settings.storeDirectory());
    this.directives = new TargetDirectives(settings.region());
    this.signer = new AgentSigner(settings.agentId(), clock);
    this.certificate = ServerCertificate.create(settings.agentId(), clock);
    this.blockClient = new BlockClient(signer, BlockClient.Timeouts.DEFAULT, telemetry.registry());
    SourceAgents sources = new SourceAgents(directory);
    this.grantedKeys =
        new GrantedKeys(
            sources, new GrantClient(signer, grantKeys.opener(), certificate.keyManagers()), clock);
    CommittedSnapshots snapshots = new CommittedSnapshots(settings.region(), store, kms);
    RandomIdSource ids = new RandomIdSource();
    AttemptTools tools =
        new AttemptTools(
            settings.region(),
            store,
            kms,
            snapshots,
            grantedKeys,
            sources,
            blockClient,
            new BlockBuffers(settings.limits().slots() + USER_TRANSFERS),
            new CopyTurns(settings.limits().slots()),
            new AttemptMetrics(telemetry.registry()),
            ids,
            new SecureRandom(),
            exchange(settings));
    var surroundings =
        new AttemptContext.Surroundings(settings.agentId(), directives, reporter, stopping::get);
    this.keyAnnouncer =
        new RegionKeyAnnouncer(settings.agentId(), settings.region(), kms, reporter, ids);
    this.runner = new AttemptRunner(tools, surroundings, keyAnnouncer);
    this.sweeper =
        new Sweeper(
            store,
            snapshots.on(KeyWork.of("sweep", Optional.empty())),
            found ->
                reporter.hint(new StoreInventory(settings.agentId(), settings.region(), found)),
            settings.limits().strayAge(),
            clock);
    TicketGate gate =
        new TicketGate(settings.region(), tickets, new AgentAuthenticator(directory, clock), clock);
    this.blockServer = new BlockServer(vertx, gate, snapshots::find, telemetry.registry());
    this.controlServer = new ControlServer(vertx, certificate, gate, tools, surroundings);
    Optional<TlsCertificate> shown = settings.managementCertificate().map(this::load);
    this.managementServer = new ManagementServer(vertx, telemetry, ready, shown);
    this.managementWatch = shown.flatMap(this::watchManagement);
    gauges(telemetry);
    RegionAgentSettings.Ports ports = settings.ports();
    this.blockEndpoint = endpoint(blockServer.listen(settings.bindHost(), ports.block()));
    this.controlEndpoint = endpoint(controlServer.listen(settings.bindHost(), ports.control()));
    this.managementEndpoint =
        endpoint(managementServer.listen(settings.bindHost(), ports.management()));
  }

  /** The scratch lies beside the store: what is converted needs room for whole disks. */
  private static Optional<Exchange> exchange(RegionAgentSettings settings) throws StoreException {
    if (settings.exchange().isEmpty()) {
      return Optional.empty();
    }
    Path scratch = settings.storeDirectory().resolve("scratch").resolve(settings.agentId().value());
    try {
      RegionAgentSettings.Exchange wanted = settings.exchange().get();
      return Optional.of(Exchange.open(wanted.directory(), scratch, wanted.conversion()));
    } catch (IOException e) {
      throw StoreException.of("use the exchange directory", e);
    }
  }

  private void gauges(Telemetry telemetry) {
    Gauge.builder(MetricNames.STORE_FREE, this, services -> services.space().freeBytes())
        .baseUnit("bytes")
        .register(telemetry.registry());
    Gauge.builder(MetricNames.STORE_SIZE, this, services -> services.space().totalBytes())
        .baseUnit("bytes")
        .register(telemetry.registry());
    CertificateGauges.register(
        telemetry.registry(), "agent-control", clock, certificate::expiresAt);
    managementWatch.ifPresent(
        watch ->
            CertificateGauges.register(
                telemetry.registry(), "agent-management", clock, watch::expiresAt));
    kafkaExpiry()
        .ifPresent(
            expiry ->
                CertificateGauges.register(
                    telemetry.registry(), "kafka-client", clock, () -> expiry));
    telemetry.registry().gauge(MetricNames.SEAL_SPEED, selfTest, SealSelfTest::bytesPerSecond);
  }

  private Optional<CertificateWatch> watchManagement(TlsCertificate shown) {
    return settings
        .managementCertificate()
        .map(
            files ->
                CertificateWatch.start(
                    files,
                    shown,
                    clock,
                    next -> await(managementServer.show(next), "show a new certificate")));
  }

  private TlsCertificate load(CertificateFiles files) {
    try {
      return files.load(clock.instant());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Kafka's clients have read: they keep it for as long as they live. */
  private Optional<Instant> kafkaExpiry() {
    try {
      return settings.kafka().clientCertificateExpiry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Endpoint endpoint(Future<Integer> listening) {
    return new Endpoint(settings.advertisedHost(), await(listening, "open a port"));
  }

  private static <T> T await(Future<T> future, String what) {
    return await(future, Duration.ofSeconds(PATIENCE_SECONDS), what);
  }

  private static <T> T await(Future<T> future, Duration patience, String what) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot %s: %s".formatted(what, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("cannot %s: interrupted".formatted(what), e);
    }
  }

  /** Starts sweeping, and tells the engine of the keys that the region has made. */
  void startHousekeeping() {
    long period = settings.limits().sweepPeriod().toMillis();
    timer.execute(keyAnnouncer::announceNew);
    var sweeping = timer.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
    LOGGER.atDebug().addKeyValue("cancelled", sweeping.isCancelled()).log("housekeeping started");
  }

  // A defect in one sweep must not end the sweeping for good, as a scheduled task's exception
  // would.
  @SuppressWarnings("checkstyle:IllegalCatch")
  private void sweep() {
    try {
      grantedKeys.dropExpired();
      sweeper.run();
      keyAnnouncer.announceNew();
    } catch (RuntimeException e) {
      LOGGER.atError().setCause(e).log("sweep ended by a defect");
    }
  }

  AttemptRunner runner() {
    return runner;
  }

  AgentDirectory directory() {
    return directory;
  }

  TicketVerifier tickets() {
    return tickets;
  }

  TargetDirectives directives() {
    return directives;
  }

  RegionStore store() {
    return store;
  }

  Endpoint managementEndpoint() {
    return managementEndpoint;
  }

  /** What the agent says of itself now. */
  AgentRegistered registration(int freeSlots) {
    StoreSpace space = space();
    return new AgentRegistered(
        settings.agentId(),
        settings.region(),
        version(),
        blockEndpoint,
        controlEndpoint,
        certificate.sha256(),
        Base64.getEncoder().encodeToString(grantKeys.publicKey()),
        signer.publicKey(),
        settings.limits().slots(),
        freeSlots,
        space.freeBytes(),
        space.totalBytes(),
        selfTest.engineName(),
        (long) selfTest.bytesPerSecond(),
        clock.instant());
  }

  private static String version() {
    String version = AgentServices.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private StoreSpace space() {
    try {
      return store.space();
    } catch (StoreException e) {
      LOGGER.atWarn().setCause(e).log("free space is unknown");
      return new StoreSpace(0, 0);
    }
  }

  /** Tells what runs to end: attempts give their tasks back. */
  void stop() {
    stopping.set(true);
  }

  /** Serves nothing new, and gives what others still pull here so long to end. */
  void drain(Duration grace) {
    await(
        Future.join(blockServer.drain(grace), controlServer.drain(grace)),
        grace.plusSeconds(PATIENCE_SECONDS),
        "drain the ports");
  }

  @Override
  public void close() {
    stop();
    timer.shutdownNow();
    managementWatch.ifPresent(CertificateWatch::close);
    await(
        Future.join(blockServer.close(), controlServer.close(), managementServer.close()),
        "close the ports");
    blockClient.close();
    grantedKeys.close();
    await(vertx.close(), "stop the servers");
    storeLock.close();
  }
}
