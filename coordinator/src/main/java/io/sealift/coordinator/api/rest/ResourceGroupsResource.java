package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.command.AccountCommand.CreateGroup;
import io.sealift.coordinator.command.AccountCommand.DeleteGroup;
import io.sealift.coordinator.state.ResourceGroup;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.copy.IdSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/resource-groups}. */
public final class ResourceGroupsResource {
  private record GroupsJson(List<GroupJson> resourceGroups) {}

  private record GroupJson(String resourceGroupId, String name, Instant createdAt) {}

  private record CreateBody(String name, Optional<String> resourceGroupId) {}

  private record CreatedJson(String resourceGroupId) {}

  private final ClusterView view;
  private final Commands commands;
  private final IdSource ids;

  /** The resource groups of a view. */
  public ResourceGroupsResource(ClusterView view, Commands commands, IdSource ids) {
    this.view = view;
    this.commands = commands;
    this.ids = ids;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes
        .get("/v1/resource-groups", this::list)
        .post("/v1/resource-groups", this::create)
        .delete("/v1/resource-groups/:resourceGroupId", this::delete);
  }

  private CompletionStage<Answer> list(Call call) {
    List<GroupJson> groups =
        view.read(
            state ->
                state.all(ResourceGroup.class, ResourceGroup.KIND).stream()
                    .filter(group -> group.account().equals(call.account()))
                    .map(group -> new GroupJson(group.groupId(), group.name(), group.createdAt()))
                    .toList());
    return completedFuture(Answer.ok(new GroupsJson(groups)));
  }

  private CompletionStage<Answer> create(Call call) {
    CreateBody body = call.body(CreateBody.class);
    String id = body.resourceGroupId().orElseGet(() -> "rg-" + ids.next());
    return commands.send(
        call, new CreateGroup(id, body.name()), group -> Answer.ok(new CreatedJson(group)));
  }

  private CompletionStage<Answer> delete(Call call) {
    return commands.send(
        call, new DeleteGroup(call.id("resourceGroupId", text -> text)), group -> Answer.empty());
  }
}
