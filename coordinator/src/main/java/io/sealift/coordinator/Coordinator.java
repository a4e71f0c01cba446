package io.sealift.coordinator;

import io.sealift.audit.AuditTrail;
import io.sealift.coordinator.account.AccessKeyFile;
import io.sealift.coordinator.account.AccessKeyMint;
import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.account.NonceCache;
import io.sealift.coordinator.account.NonceLog;
import io.sealift.coordinator.account.RecordAuthenticator;
import io.sealift.coordinator.account.RefusalLimit;
import io.sealift.coordinator.account.SecretSealer;
import io.sealift.coordinator.api.ApiServer;
import io.sealift.coordinator.api.ApiServices;
import io.sealift.coordinator.api.ApiSettings;
import io.sealift.coordinator.api.kms.CiphertextBlob;
import io.sealift.coordinator.audit.CoordinatorAudit;
import io.sealift.coordinator.audit.KeyNames;
import io.sealift.coordinator.engine.EffectMessages;
import io.sealift.coordinator.engine.JobEngine;
import io.sealift.coordinator.engine.JournalMark;
import io.sealift.coordinator.engine.JournalView;
import io.sealift.coordinator.engine.KafkaCommandSender;
import io.sealift.coordinator.engine.TaskLag;
import io.sealift.coordinator.engine.TicketKeyAnnouncer;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.job.Policy;
import io.sealift.coordinator.progress.AgentConsumer;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.progress.ProgressConsumer;
import io.sealift.coordinator.request.KafkaNonceLog;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.StoredAccessKey;
import io.sealift.coordinator.state.EngineClaim;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.OperationWatch;
import io.sealift.copy.Generation;
import io.sealift.copy.IdSource;
import io.sealift.copy.RandomIdSource;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.KafkaTroubles;
import io.sealift.kafka.Principals;
import io.sealift.kafka.TopicProvisioner;
import io.sealift.kafka.TopicReader;
import io.sealift.kafka.TopicWatch;
import io.sealift.kafka.Topics;
import io.sealift.signature.AccessKey;
import io.sealift.telemetry.CertificateGauges;
import io.sealift.telemetry.Telemetry;
import io.sealift.ticket.TicketSigner;
import io.sealift.tls.CertificateFiles;
import io.sealift.tls.CertificateWatch;
import io.sealift.tls.TlsCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One coordinator: serves the API, shows the cluster's state, and decides when its turn comes. The
 * parts are put together here, and stopped in the opposite order. Safe for use by several threads
 * once started.
 */
public final class Coordinator implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Coordinator.class);
  private static final Duration JOURNAL_PATIENCE = Duration.ofMinutes(5);
  private static final Duration PROGRESS_AGE = Duration.ofHours(1);
  private static final String ADMINISTRATOR_KEY_FILE = "administrator.env";
  private static final String ID_FILE = "coordinator.id";
  private static final String JOURNAL_MARK_FILE = "journal.generation";
  private static final String SECRET_KEY_FILE = "secrets.key";

  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final Clock clock = Clock.systemUTC();
  private final IdSource ids = new RandomIdSource();
  private final ClusterView view = new ClusterView();
  private final OperationWatch operations = new OperationWatch(view);
  private final LiveAgents agents = new LiveAgents();
  private final NonceCache nonces = new NonceCache();
  private final ProgressAggregator progress = new ProgressAggregator();
  private final CoordinatorSettings settings;
  private final String coordinatorId;
  private final AccessKey administratorKey;
  private final SecretSealer sealer;
  private final JournalMark mark;
  private final Telemetry telemetry;
  private final CoordinatorAudit audits;
  private int port;

  private Coordinator(CoordinatorSettings settings, Telemetry telemetry) throws IOException {
    this.settings = settings;
    this.telemetry = telemetry;
    Files.createDirectories(settings.dataDirectory());
    this.coordinatorId =
        settings.coordinatorId().isPresent()
            ? settings.coordinatorId().get()
            : ownId(settings.dataDirectory().resolve(ID_FILE));
    this.sealer = SecretSealer.open(settings.dataDirectory().resolve(SECRET_KEY_FILE));
    this.mark = JournalMark.open(settings.dataDirectory().resolve(JOURNAL_MARK_FILE));
    this.administratorKey = AccessKeyFile.openOrCreate(administratorKeyFile(), ids);
    AuditTrail trail =
        AuditTrail.open(settings.audit(), coordinatorId, telemetry.registry(), ids, clock);
    this.audits =
        opened(
            new CoordinatorAudit(trail, KeyNames.of(view, CiphertextBlob::keyOf), clock),
            CoordinatorAudit::close);
  }

  /** An id that a coordinator keeps with its data, and shares with no other. */
  private String ownId(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, "coordinator-" + ids.next());
    }
    return Files.readString(file).strip();
  }

  private void open() throws IOException, InterruptedException, TimeoutException {
    audits.start();
    KafkaSettings kafka = settings.kafka();
    KafkaTroubles troubles = new KafkaTroubles(telemetry.registry());
    new TopicProvisioner(kafka.admin())
        .provision(settings.regions(), (short) settings.replicationFactor());
    KafkaCommandSender sender =
        opened(new KafkaCommandSender(kafka, ids, clock), KafkaCommandSender::close);
    TicketSigner tickets = new TicketSigner("tk" + ids.next());
    TopicReader journal =
        opened(
            TopicReader.fromBeginning(
                kafka,
                List.of(Topics.JOURNAL),
                troubles,
                new JournalView(view, entity -> seen(entity, sender))),
            TopicReader::close);
    journal.awaitCaughtUp(JOURNAL_PATIENCE);
    requireWholeJournal();
    requireOwnCluster();
    // Before the engine and the API, which sign tickets.
    TicketKeyAnnouncer announcer =
        opened(TicketKeyAnnouncer.start(kafka, tickets, clock), TicketKeyAnnouncer::close);
    JobEngine engine = opened(startEngine(kafka, tickets, troubles), JobEngine::close);
    opened(new AgentConsumer(kafka, agents, troubles, clock), AgentConsumer::close);
    opened(
        new ProgressConsumer(kafka, PROGRESS_AGE, progress, view::visit, troubles, clock),
        ProgressConsumer::close);
    KafkaNonceLog nonceLog =
        opened(KafkaNonceLog.start(kafka, nonces, troubles, ids, clock), KafkaNonceLog::close);
    nonceLog.awaitCaughtUp(JOURNAL_PATIENCE);
    opened(
        TopicWatch.start(
            kafka,
            troubles,
            Principals.COORDINATOR,
            settings.regions(),
            topic -> {
              journal.madeAnew(topic);
              engine.madeAnew(topic);
              announcer.madeAnew(topic);
              nonceLog.madeAnew(topic);
            }),
        TopicWatch::close);
    Supplier<Optional<String>> whyNotReady =
        () ->
            journal
                .failure()
                .map(problem -> "the journal cannot be read: " + problem.getMessage())
                .or(nonceLog::failure)
                .or(engine::failure)
                .or(troubles::current);
    opened(TaskLag.start(kafka, settings.regions(), telemetry.registry()), TaskLag::close);
    kafka
        .clientCertificateExpiry()
        .ifPresent(
            expiry ->
                CertificateGauges.register(
                    telemetry.registry(), "kafka-client", clock, () -> expiry));
    port = startApi(sender, nonceLog, tickets, whyNotReady);
    LOGGER
        .atInfo()
        .addKeyValue("coordinatorId", coordinatorId)
        .addKeyValue("port", port)
        .addKeyValue("owner", engine.isOwner())
        .log("coordinator started");
  }

  /**
   * Starts a coordinator and returns when it serves its API.
   *
   * @throws IOException when its files or its port cannot be used
   * @throws TimeoutException when the journal is not read in five minutes
   */
  public static Coordinator start(CoordinatorSettings settings, Telemetry telemetry)
      throws IOException, InterruptedException, TimeoutException {
    Coordinator coordinator = new Coordinator(settings, telemetry);
    boolean serves = false;
    try {
      coordinator.open();
      serves = true;
      return coordinator;
    } finally {
      if (!serves) {
        coordinator.close();
      }
    }
  }

  private void seen(Entity entity, KafkaCommandSender sender) {
    if (entity instanceof EngineClaim claim) {
      mark.saw(claim.generation());
    }
    sender.seen(entity);
    operations.seen(entity);
  }

  /** Refuses to show, as if it were all, what is left of a journal. */
  private void requireWholeJournal() throws IOException {
    Optional<EngineClaim> claim =
        view.read(state -> state.find(EngineClaim.class, EngineClaim.KEY));
    Optional<String> problem =
        mark.problem(claim.map(EngineClaim::generation).orElse(Generation.NONE));
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
  }

  /**
   * Refuses to join a cluster whose secrets this coordinator cannot open: as owner it would lock
   * out everybody whom it cannot authenticate.
   */
  private void requireOwnCluster() throws IOException {
    List<StoredAccessKey> keys =
        view.read(
            state ->
                state.all(Account.class, Account.KIND).stream()
                    .flatMap(account -> account.accessKeys().stream())
                    .toList());
    if (!keys.isEmpty()
        && keys.stream().allMatch(key -> sealer.unseal(key.id(), key.sealedSecret()).isEmpty())) {
      throw new IOException(
          "coordinator.data-directory: the Kafka at %s belongs to a cluster whose secrets %s does not open"
              .formatted(
                  settings.kafka().bootstrapServers(),
                  settings.dataDirectory().resolve(SECRET_KEY_FILE)));
    }
  }

  private <T> T opened(T part, Consumer<T> closer) {
    closers.push(() -> closer.accept(part));
    return part;
  }

  private Policy policy() {
    return Policy.defaults(settings.regions())
        .withMaxTargets(settings.maxTargets())
        .withRunningPerAccountAndRegion(settings.runningPerRegion())
        .withCatalog(settings.catalog());
  }

  private JobEngine startEngine(KafkaSettings kafka, TicketSigner tickets, KafkaTroubles troubles) {
    return JobEngine.start(
        kafka,
        coordinatorId,
        () -> new JobDecider(policy(), ids),
        new RecordAuthenticator(sealer, Topics.COPY_REQUESTS),
        new EffectMessages(
            tickets, new AdministratorAccount(administratorKey, sealer, clock), clock),
        new JobEngine.EngineEnvironment(clock, telemetry.registry(), mark, troubles, audits));
  }

  private int startApi(
      KafkaCommandSender sender,
      NonceLog nonceLog,
      TicketSigner tickets,
      Supplier<Optional<String>> whyNotReady)
      throws IOException, InterruptedException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(4));
    closers.push(() -> vertx.close().toCompletionStage().toCompletableFuture().join());
    ApiServices services =
        new ApiServices(
            sender,
            view,
            agents,
            progress,
            new Authenticator(
                view, sealer, nonces, nonceLog, RefusalLimit.usual(telemetry.registry())),
            new AccessKeyMint(sealer, ids),
            tickets,
            new AdmissionDryRun(policy()),
            policy().catalog(),
            operations,
            telemetry,
            audits,
            whyNotReady,
            ids,
            clock);
    ApiSettings api =
        ApiSettings.listeningOn(settings.bindHost(), settings.port()).with(settings.oldSignature());
    if (settings.certificate().isEmpty()) {
      return opened(new ApiServer(vertx, api, services), ApiServer::close).start();
    }
    CertificateFiles files = settings.certificate().get();
    TlsCertificate shown = files.load(clock.instant());
    ApiServer server = opened(new ApiServer(vertx, api.with(shown), services), ApiServer::close);
    CertificateWatch watch =
        opened(CertificateWatch.start(files, shown, clock, server::show), CertificateWatch::close);
    CertificateGauges.register(telemetry.registry(), "api", clock, watch::expiresAt);
    return server.start();
  }

  private Path administratorKeyFile() {
    return settings.dataDirectory().resolve(ADMINISTRATOR_KEY_FILE);
  }

  /** The port that the API listens on. */
  public int port() {
    return port;
  }

  /** The administrator's access key, as its file has it. */
  public AccessKey administratorKey() {
    return administratorKey;
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
