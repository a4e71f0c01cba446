package io.sealift.coordinator.catalog;

import io.sealift.coordinator.command.AccountCommand.AddAccessKey;
import io.sealift.coordinator.command.AccountCommand.ChangeAccessKey;
import io.sealift.coordinator.command.AccountCommand.CreateAccount;
import io.sealift.coordinator.command.AccountCommand.CreateGroup;
import io.sealift.coordinator.command.AccountCommand.DeleteGroup;
import io.sealift.coordinator.command.AccountCommand.KeyChange;
import io.sealift.coordinator.command.AccountCommand.NewKey;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.coordinator.state.Account.StoredAccessKey;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ResourceGroup;
import io.sealift.coordinator.state.SnapshotProfile;
import io.sealift.coordinator.state.Stack;
import io.sealift.copy.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of accounts, access keys and resource groups. */
public final class AccountChanges {
  private static final int MAX_KEYS = 4;
  private static final Pattern GROUP = Pattern.compile("rg-[a-z0-9]{1,32}");

  private AccountChanges() {}

  /** The new account. */
  public static CatalogChange create(
      ClusterState state, AccountId caller, CreateAccount request, Instant now)
      throws ServiceException {
    requireAdministrator(state, caller);
    AccountId id;
    try {
      id = new AccountId(request.accountId());
    } catch (IllegalArgumentException e) {
      throw new ServiceException(400, "InvalidAccount", "accountId: " + e.getMessage());
    }
    if (state.find(Account.KIND + id).isPresent()) {
      throw new ServiceException(
          409, "EntityAlreadyExists.Account", "accountId: there is an account " + id);
    }
    requireNewKey(state, request.key());
    return CatalogChange.of(
        id.value(), new Account(id, request.role(), List.of(stored(request.key())), now));
  }

  /** The account with one more key. */
  public static CatalogChange addKey(ClusterState state, AccountId caller, AddAccessKey request)
      throws ServiceException {
    requireAdministrator(state, caller);
    Account account = account(state, request.accountId());
    if (account.accessKeys().size() >= MAX_KEYS) {
      throw new ServiceException(
          409, "LimitExceeded.AccessKey", "accountId: has 4 access keys already");
    }
    requireNewKey(state, request.key());
    List<StoredAccessKey> keys = new ArrayList<>(account.accessKeys());
    keys.add(stored(request.key()));
    return CatalogChange.of(request.key().id(), with(account, keys));
  }

  /** The account with one key changed; some administrator can always still sign. */
  public static CatalogChange changeKey(
      ClusterState state, AccountId caller, ChangeAccessKey request) throws ServiceException {
    requireAdministrator(state, caller);
    Account account = account(state, request.accountId());
    List<StoredAccessKey> keys = new ArrayList<>();
    boolean found = false;
    for (StoredAccessKey key : account.accessKeys()) {
      boolean named = key.id().equals(request.accessKeyId());
      found |= named;
      if (!named) {
        keys.add(key);
      } else if (request.change() != KeyChange.DELETE) {
        keys.add(
            new StoredAccessKey(
                key.id(), key.sealedSecret(), request.change() == KeyChange.ENABLE));
      }
    }
    if (!found) {
      throw new ServiceException(
          404, "InvalidAccessKeyId.NotFound", "accessKeyId: the account has no such key");
    }
    Account changed = with(account, keys);
    boolean administered =
        canAdminister(changed)
            || state.all(Account.class, Account.KIND).stream()
                .filter(other -> !other.accountId().equals(changed.accountId()))
                .anyMatch(AccountChanges::canAdminister);
    if (!administered) {
      throw new ServiceException(
          409, "LastAdministrator", "accessKeyId: is the last key that can administer");
    }
    return CatalogChange.of(request.accessKeyId(), changed);
  }

  /** The new resource group. */
  public static CatalogChange createGroup(
      ClusterState state, AccountId caller, CreateGroup request, Instant now)
      throws ServiceException {
    if (!GROUP.matcher(request.groupId()).matches()) {
      throw new ServiceException(
          400,
          "InvalidParameter.ResourceGroupId",
          "resourceGroupId: must be 'rg-' and 1 to 32 lower-case letters or digits");
    }
    if (!Texts.isName(request.name())) {
      throw new ServiceException(
          400,
          "InvalidParameter.Name",
          "name: must have 2 to 128 letters, digits, '.', ':', '_' or '-'");
    }
    ResourceGroup group = new ResourceGroup(caller, request.groupId(), request.name(), now);
    if (state.find(group.key()).isPresent()) {
      throw new ServiceException(
          409, "EntityAlreadyExists.ResourceGroup", "resourceGroupId: is taken");
    }
    return CatalogChange.of(request.groupId(), group);
  }

  /** The resource group is gone. */
  public static CatalogChange deleteGroup(ClusterState state, AccountId caller, DeleteGroup request)
      throws ServiceException {
    String key = ResourceGroup.key(caller, request.groupId());
    if (state.find(key).isEmpty()) {
      throw new ServiceException(
          404, "EntityNotExists.ResourceGroup", "resourceGroupId: there is no such group");
    }
    Optional<String> group = Optional.of(request.groupId());
    Owned owned = new Owned(state, caller);
    boolean used =
        state.all(Image.class, Image.KIND).stream()
                .filter(image -> image.account().equals(caller))
                .anyMatch(image -> image.attributes().resourceGroup().equals(group))
            || state.all(SnapshotProfile.class, SnapshotProfile.KIND).stream()
                .filter(profile -> profile.resourceGroup().equals(group))
                .anyMatch(profile -> owned.snapshot(profile.snapshotId().value()).isPresent())
            || state.all(Stack.class, Stack.KIND).stream()
                .filter(stack -> stack.account().equals(caller))
                .anyMatch(stack -> stack.resourceGroup().equals(group));
    if (used) {
      throw new ServiceException(
          409, "DeleteConflict.ResourceGroup", "resourceGroupId: the group is not empty");
    }
    return new CatalogChange(request.groupId(), List.of(), List.of(key));
  }

  private static Account with(Account account, List<StoredAccessKey> keys) {
    return new Account(account.accountId(), account.role(), keys, account.createdAt());
  }

  private static boolean canAdminister(Account account) {
    return account.role() == Role.ADMINISTRATOR
        && account.accessKeys().stream().anyMatch(StoredAccessKey::enabled);
  }

  private static StoredAccessKey stored(NewKey key) {
    return new StoredAccessKey(key.id(), key.sealedSecret(), true);
  }

  private static void requireNewKey(ClusterState state, NewKey key) throws ServiceException {
    if (state.accessKeys().ownerOf(key.id()).isPresent()) {
      throw new ServiceException(
          409, "EntityAlreadyExists.AccessKey", "accessKeyId: is taken, try again");
    }
  }

  private static Account account(ClusterState state, String id) throws ServiceException {
    return state
        .find(Account.class, Account.KIND + id)
        .orElseThrow(
            () ->
                new ServiceException(
                    404, "EntityNotExist.Account", "accountId: there is no such account"));
  }

  private static void requireAdministrator(ClusterState state, AccountId caller)
      throws ServiceException {
    boolean may =
        state
            .find(Account.class, Account.KIND + caller)
            .filter(account -> account.role() == Role.ADMINISTRATOR)
            .isPresent();
    if (!may) {
      throw new ServiceException(
          403, "Forbidden.RAM", "account: only an administrator may do this");
    }
  }
}
