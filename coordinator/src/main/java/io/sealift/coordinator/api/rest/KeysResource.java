package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Endpoint;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.Command.ChangeKey;
import io.sealift.coordinator.command.Command.CreateKey;
import io.sealift.coordinator.command.Command.DescribeKey;
import io.sealift.coordinator.command.Command.SetKeyRotation;
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

  private record CreateBody(
      String region, Optional<String> description, Optional<Long> rotationSeconds) {}

  private record DescribeBody(String description) {}

  private record RotationBody(Optional<Long> rotationSeconds) {}

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
        .post("/v1/keys/:keyId/cancel-deletion", change(KeyAction.CANCEL_DELETION))
        .post("/v1/keys/:keyId/rotate", change(KeyAction.ROTATE))
        .post("/v1/keys/:keyId/rotation", this::setRotation)
        .post("/v1/keys/:keyId/describe", this::describe);
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
        call,
        new CreateKey(body.region(), body.description(), body.rotationSeconds()),
        operation -> accepted(call.account(), operation));
  }

  private CompletionStage<Answer> describe(Call call) {
    return send(
        call,
        new DescribeKey(
            call.id(ID, KeyId::new).value(), call.body(DescribeBody.class).description()));
  }

  private CompletionStage<Answer> setRotation(Call call) {
    return send(
        call,
        new SetKeyRotation(
            call.id(ID, KeyId::new).value(), call.body(RotationBody.class).rotationSeconds()));
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
    return send(call, new ChangeKey(call.id(ID, KeyId::new).value(), action, days));
  }

  private CompletionStage<Answer> send(Call call, Command command) {
    return commands.send(call, command, operation -> accepted(call.account(), operation));
  }

  private Answer accepted(AccountId account, String operation) {
    CopyJobId id = new CopyJobId(operation);
    Optional<KeyId> keyId =
        view.read(state -> catalog.operation(state, account, id)).flatMap(OperationJson::keyId);
    return Answer.accepted(new OperationIdJson(id, keyId));
  }
}
