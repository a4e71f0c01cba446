package io.sealift.coordinator.api;

import io.sealift.coordinator.account.AccessKeyMint;
import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.api.rest.DryRun;
import io.sealift.coordinator.audit.CoordinatorAudit;
import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.engine.CommandSender;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.OperationWatch;
import io.sealift.copy.IdSource;
import io.sealift.telemetry.Telemetry;
import io.sealift.ticket.TicketSigner;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the API serves from.
 *
 * @param whyNotReady empty when the coordinator can take requests
 */
public record ApiServices(
    CommandSender commands,
    ClusterView view,
    LiveAgents agents,
    ProgressAggregator progress,
    Authenticator authenticator,
    AccessKeyMint accessKeys,
    TicketSigner tickets,
    DryRun dryRun,
    CatalogPolicy catalogPolicy,
    OperationWatch operations,
    Telemetry telemetry,
    CoordinatorAudit audits,
    Supplier<Optional<String>> whyNotReady,
    IdSource ids,
    InstantSource clock) {}
