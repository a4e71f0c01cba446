package io.sealift.coordinator.command;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.sealift.coordinator.state.Account.Role;

/**
 * A change of accounts, access keys or resource groups. Secrets are sealed before they get here.
 */
@JsonSubTypes({
  @JsonSubTypes.Type(value = AccountCommand.CreateAccount.class, name = "create-account"),
  @JsonSubTypes.Type(value = AccountCommand.AddAccessKey.class, name = "add-access-key"),
  @JsonSubTypes.Type(value = AccountCommand.ChangeAccessKey.class, name = "change-access-key"),
  @JsonSubTypes.Type(value = AccountCommand.CreateGroup.class, name = "create-resource-group"),
  @JsonSubTypes.Type(value = AccountCommand.DeleteGroup.class, name = "delete-resource-group"),
})
public sealed interface AccountCommand extends Command {
  /** Make an account with its first key; administrators only. Outcome: the account's id. */
  record CreateAccount(String accountId, Role role, NewKey key) implements AccountCommand {}

  /** Give an account another key; administrators only. Outcome: the key's id. */
  record AddAccessKey(String accountId, NewKey key) implements AccountCommand {}

  /** Enable, disable or delete a key; administrators only. Outcome: the key's id. */
  record ChangeAccessKey(String accountId, String accessKeyId, KeyChange change)
      implements AccountCommand {}

  /** Make a resource group of the caller's account. Outcome: its id. */
  record CreateGroup(String groupId, String name) implements AccountCommand {}

  /** Delete a resource group that nothing is in. Outcome: its id. */
  record DeleteGroup(String groupId) implements AccountCommand {}

  /** A new key, its secret sealed under the coordinators' own key. */
  record NewKey(String id, String sealedSecret) {}

  /** What becomes of a key. */
  enum KeyChange {
    ENABLE,
    DISABLE,
    DELETE
  }
}
