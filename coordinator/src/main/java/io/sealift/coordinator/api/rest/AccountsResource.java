package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sealift.coordinator.account.AccessKeyMint;
import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Endpoint;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.command.AccountCommand.AddAccessKey;
import io.sealift.coordinator.command.AccountCommand.ChangeAccessKey;
import io.sealift.coordinator.command.AccountCommand.CreateAccount;
import io.sealift.coordinator.command.AccountCommand.KeyChange;
import io.sealift.coordinator.command.AccountCommand.NewKey;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.copy.AccountId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/accounts}: for administrators. Secrets are answered once, when they are made. */
public final class AccountsResource {
  private static final String ACCOUNT = "accountId";
  private static final String KEY = "accessKeyId";

  private record AccountsJson(List<AccountJson> accounts) {}

  private record AccountJson(
      AccountId accountId, Role role, Instant createdAt, List<AccessKeyJson> accessKeys) {}

  private record AccessKeyJson(String accessKeyId, boolean enabled) {}

  private record CreateBody(String accountId, Optional<String> role) {}

  private record NewKeyJson(String accountId, String accessKeyId, String accessKeySecret) {
    @Override
    public String toString() {
      return "NewKeyJson[" + accessKeyId + "]";
    }
  }

  private final ClusterView view;
  private final Commands commands;
  private final AccessKeyMint mint;

  /** The accounts of a view. */
  public AccountsResource(ClusterView view, Commands commands, AccessKeyMint mint) {
    this.view = view;
    this.commands = commands;
    this.mint = mint;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes
        .get("/v1/accounts", this::list)
        .post("/v1/accounts", this::create)
        .post("/v1/accounts/:accountId/keys", this::addKey)
        .post("/v1/accounts/:accountId/keys/:accessKeyId/enable", change(KeyChange.ENABLE))
        .post("/v1/accounts/:accountId/keys/:accessKeyId/disable", change(KeyChange.DISABLE))
        .delete("/v1/accounts/:accountId/keys/:accessKeyId", change(KeyChange.DELETE));
  }

  private static void requireAdministrator(Call call) {
    if (call.identity().role() != Role.ADMINISTRATOR) {
      throw new ApiException(403, "FORBIDDEN", "account: only an administrator may do this");
    }
  }

  private CompletionStage<Answer> list(Call call) {
    requireAdministrator(call);
    return completedFuture(
        Answer.ok(
            new AccountsJson(
                view.read(
                    state ->
                        state.all(Account.class, Account.KIND).stream()
                            .map(AccountsResource::json)
                            .toList()))));
  }

  private static AccountJson json(Account account) {
    return new AccountJson(
        account.accountId(),
        account.role(),
        account.createdAt(),
        account.accessKeys().stream()
            .map(key -> new AccessKeyJson(key.id(), key.enabled()))
            .toList());
  }

  private CompletionStage<Answer> create(Call call) {
    requireAdministrator(call);
    CreateBody body = call.body(CreateBody.class);
    Role role = body.role().map(AccountsResource::role).orElse(Role.OPERATOR);
    AccessKeyMint.Minted minted = mint.mint();
    return commands.send(
        call,
        new CreateAccount(
            body.accountId(), role, new NewKey(minted.key().id(), minted.sealedSecret())),
        account -> Answer.ok(shown(account, minted)));
  }

  private static Role role(String text) {
    return Arrays.stream(Role.values())
        .filter(role -> role.name().equals(text))
        .findFirst()
        .orElseThrow(
            () -> ApiException.invalid("role: must be one of " + Arrays.toString(Role.values())));
  }

  private static NewKeyJson shown(String account, AccessKeyMint.Minted minted) {
    return new NewKeyJson(account, minted.key().id(), minted.key().secret());
  }

  private CompletionStage<Answer> addKey(Call call) {
    requireAdministrator(call);
    call.requireNoBody();
    String account = call.id(ACCOUNT, text -> text);
    AccessKeyMint.Minted minted = mint.mint();
    return commands.send(
        call,
        new AddAccessKey(account, new NewKey(minted.key().id(), minted.sealedSecret())),
        key -> Answer.ok(shown(account, minted)));
  }

  private Endpoint change(KeyChange change) {
    return call -> {
      requireAdministrator(call);
      call.requireNoBody();
      return commands.send(
          call,
          new ChangeAccessKey(call.id(ACCOUNT, text -> text), call.id(KEY, text -> text), change),
          key -> Answer.empty());
    };
  }
}
