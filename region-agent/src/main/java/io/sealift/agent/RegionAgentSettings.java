package io.sealift.agent;

import io.sealift.agent.exchange.Conversion;
import io.sealift.audit.AuditSettings;
import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.tls.CertificateFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a region agent must be told.
 *
 * @param storeDirectory the region's store, which its agents share
 * @param keyRingDirectory the region's key ring, which its agents share
 * @param advertisedHost the name or address under which other agents and users reach this one
 * @param exchange where images come in and go out as files
 * @param managementCertificate with which the management port is served over TLS
 * @param audit where the audit log is written
 */
public record RegionAgentSettings(
    AgentId agentId,
    RegionId region,
    KafkaSettings kafka,
    Path storeDirectory,
    Path keyRingDirectory,
    String bindHost,
    String advertisedHost,
    Ports ports,
    Limits limits,
    Optional<Exchange> exchange,
    Optional<CertificateFiles> managementCertificate,
    AuditSettings audit) {
  /** A region without an exchange directory, and with a management port in the clear. */
  @SuppressWarnings("checkstyle:ParameterNumber") // The components, less the one with a default.
  public RegionAgentSettings(
      AgentId agentId,
      RegionId region,
      KafkaSettings kafka,
      Path storeDirectory,
      Path keyRingDirectory,
      String bindHost,
      String advertisedHost,
      Ports ports,
      Limits limits) {
    this(
        agentId,
        region,
        kafka,
        storeDirectory,
        keyRingDirectory,
        bindHost,
        advertisedHost,
        ports,
        limits,
        Optional.empty(),
        Optional.empty(),
        AuditSettings.IN_LOG);
  }

  /** The same with an audit log there. */
  public RegionAgentSettings with(AuditSettings other) {
    return new RegionAgentSettings(
        agentId,
        region,
        kafka,
        storeDirectory,
        keyRingDirectory,
        bindHost,
        advertisedHost,
        ports,
        limits,
        exchange,
        managementCertificate,
        other);
  }

  /** The same with a directory for images that come in and go out. */
  public RegionAgentSettings with(Exchange other) {
    return new RegionAgentSettings(
        agentId,
        region,
        kafka,
        storeDirectory,
        keyRingDirectory,
        bindHost,
        advertisedHost,
        ports,
        limits,
        Optional.of(other),
        managementCertificate,
        audit);
  }

  /** The same with a management port over TLS, where there is a certificate. */
  public RegionAgentSettings with(Optional<CertificateFiles> certificate) {
    return new RegionAgentSettings(
        agentId,
        region,
        kafka,
        storeDirectory,
        keyRingDirectory,
        bindHost,
        advertisedHost,
        ports,
        limits,
        exchange,
        certificate,
        audit);
  }

  /**
   * The directory that images come in from and go out to, which the region's agents share, and
   * whether they convert them.
   */
  public record Exchange(Path directory, Conversion conversion) {}

  /** Where the agent listens; 0 means any free port. */
  public record Ports(int block, int control, int management) {
    /** Any free ports. */
    public static final Ports ANY = new Ports(0, 0, 0);
  }

  /**
   * How much the agent does at once, and how long it waits.
   *
   * @param slots attempts at once
   * @param acquisitionLock after which silence Kafka gives a task to another agent; the broker
   *     bounds it
   * @param sweepPeriod time between two sweeps of the store
   * @param strayAge how old a file of a committed snapshot must be, that no manifest names, to be
   *     deleted
   * @param stopGrace how long running attempts and transfers may go on once the agent is told to
   *     stop
   */
  public record Limits(
      int slots,
      Duration acquisitionLock,
      Duration sweepPeriod,
      Duration strayAge,
      Duration stopGrace) {
    private static final int MAX_SLOTS = 64;
    private static final int MAX_DEFAULT_SLOTS = 16;

    /**
     * A slot for each processor, 2 to 16, 15 seconds of lock, a sweep each 20 seconds, files are
     * strays after 10 minutes, 20 seconds of grace.
     */
    public static final Limits DEFAULT =
        new Limits(
            Math.min(Math.max(Runtime.getRuntime().availableProcessors(), 2), MAX_DEFAULT_SLOTS),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofMinutes(10),
            Duration.ofSeconds(20));

    public Limits {
      if (slots < 1 || slots > MAX_SLOTS) {
        throw new IllegalArgumentException("slots must be 1 to %d: %d".formatted(MAX_SLOTS, slots));
      }
    }
  }
}
