package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Endpoint;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.command.Command.ChangeKey;
import io.sealift.coordinator.command.Command.CreateKey;
import io.sealift.coordinator.view.CatalogReader;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.KeyJson;
import io.sealift.coordinator.view.OperationJson;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/keys}. */
public final class KeysResource {
  private static final String ID = "keyId";

  private record KeysJson(List<KeyJson> keys) {}

  private record CreateBody(String region, Optional<String> description) {}

  private record ScheduleDeletionBody(int days) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  private record OperationIdJson(CopyJobId operationId, Optional<KeyId> keyId) {}

  private final ClusterView view;
  private final CatalogReader catalog;
  private final Commands commands;

  /** The keys of a view. */
  public KeysResource(ClusterView view, CatalogReader catalog, Commands commands) {
    this.view = view;
    this.catalog = catalog;
    this.commands = commands;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes
        .get("/v1/keys", this::list, "region")
        .post("/v1/keys", this::create)
        .get("/v1/keys/:keyId", this::show)
        .post("/v1/keys/:keyId/enable", change(KeyAction.ENABLE))
        .post("/v1/keys/:keyId/disable", change(KeyAction.DISABLE))
        .post("/v1/keys/:keyId/schedule-deletion", this::scheduleDeletion)
        .post("/v1/keys/:keyId/cancel-deletion", change(KeyAction.CANCEL_DELETION));
  }

  private CompletionStage<Answer> list(Call call) {
    Optional<RegionId> region = call.query("region", RegionId::new);
    return completedFuture(
        Answer.ok(new KeysJson(view.read(state -> catalog.keys(state, call.account(), region)))));
  }

  private CompletionStage<Answer> show(Call call) {
    KeyId id = call.id(ID, KeyId::new);
    return completedFuture(
        view.read(state -> catalog.key(state, call.account(), id))
            .map(Answer::ok)
            .orElseThrow(() -> ApiException.notFound(ID, id)));
  }

  private CompletionStage<Answer> create(Call call) {
    CreateBody body = call.body(CreateBody.class);
    return commands.send(
        call.account(),
        new CreateKey(body.region(), body.description()),
        operation -> accepted(call.account(), operation));
  }

  private Endpoint change(KeyAction action) {
    return call -> {
      call.requireNoBody();
      return send(call, action, Optional.empty());
    };
  }

  private CompletionStage<Answer> scheduleDeletion(Call call) {
    int days = call.body(ScheduleDeletionBody.class).days();
    return send(call, KeyAction.SCHEDULE_DELETION, Optional.of(days));
  }

  private CompletionStage<Answer> send(Call call, KeyAction action, Optional<Integer> days) {
    KeyId id = call.id(ID, KeyId::new);
    return commands.send(
        call.account(),
        new ChangeKey(id.value(), action, days),
        operation -> accepted(call.account(), operation));
  }

  private Answer accepted(AccountId account, String operation) {
    CopyJobId id = new CopyJobId(operation);
    Optional<KeyId> keyId =
        view.read(state -> catalog.operation(state, account, id)).flatMap(OperationJson::keyId);
    return Answer.accepted(new OperationIdJson(id, keyId));
  }
}
