package io.sealift.coordinator.api.rest;

import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.command.Command.RebuildRegion;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.coordinator.state.Operation.Effect;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/regions/:region/rebuild}: for administrators whose journal is lost. */
public final class RebuildResource {
  private record RebuildBody(String accountId, Optional<Boolean> dryRun) {}

  private record OperationIdJson(CopyJobId operationId) {}

  private final Commands commands;

  /** Rebuilding by these commands. */
  public RebuildResource(Commands commands) {
    this.commands = commands;
  }

  /** Adds its route. */
  public void addTo(Routes routes) {
    routes.post("/v1/regions/:region/rebuild", this::rebuild);
  }

  private CompletionStage<Answer> rebuild(Call call) {
    if (call.identity().role() != Role.ADMINISTRATOR) {
      throw new ApiException(403, "FORBIDDEN", "account: only an administrator may do this");
    }
    RebuildBody body = call.body(RebuildBody.class);
    return commands.send(
        call,
        new RebuildRegion(
            call.id("region", RegionId::new).value(),
            body.accountId(),
            body.dryRun().orElse(false) ? Effect.TELL : Effect.ADD),
        operation -> Answer.accepted(new OperationIdJson(new CopyJobId(operation))));
  }
}
