package io.sealift.coordinator.catalog;

import io.sealift.coordinator.command.CatalogCommand.DeleteAlias;
import io.sealift.coordinator.command.CatalogCommand.Existing;
import io.sealift.coordinator.command.CatalogCommand.PutAlias;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.KeyAlias;
import io.sealift.copy.AccountId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import java.util.List;
import java.util.regex.Pattern;

/** The rules of key aliases. */
public final class AliasChanges {
  private static final Pattern FORM = Pattern.compile("alias/[A-Za-z0-9_/-]{1,249}");

  private AliasChanges() {}

  /** The alias as it is to be. */
  public static CatalogChange put(ClusterState state, AccountId account, PutAlias request)
      throws ServiceException {
    requireForm(request.alias());
    KeyDescription key =
        new Owned(state, account)
            .key(request.keyId())
            .filter(found -> found.region().value().equals(request.region()))
            .orElseThrow(
                () -> refusal(404, "Forbidden.KeyNotFound", "The specified Key is not found."));
    KeyAlias alias = new KeyAlias(key.region(), account, request.alias(), key.keyId());
    boolean exists = state.find(alias.key()).isPresent();
    if (request.existing() == Existing.REFUSED && exists) {
      throw refusal(400, "AliasAlreadyExists", "The specified alias already exists.");
    }
    if (request.existing() == Existing.REQUIRED && !exists) {
      throw notFound();
    }
    if (key.state() == KeyState.PENDING_DELETION) {
      throw request.existing() == Existing.REFUSED
          ? refusal(409, "Rejected.StateModifiedFailed", "The key waits for its deletion.")
          : refusal(409, "Rejected.PendingDeletion", "The key waits for its deletion.");
    }
    return CatalogChange.of(request.alias(), alias);
  }

  /** The alias is taken away. */
  public static CatalogChange delete(ClusterState state, AccountId account, DeleteAlias request)
      throws ServiceException {
    requireForm(request.alias());
    String key = KeyAlias.key(region(request.region()), account, request.alias());
    if (state.find(key).isEmpty()) {
      throw notFound();
    }
    return new CatalogChange(request.alias(), List.of(), List.of(key));
  }

  private static RegionId region(String text) throws ServiceException {
    try {
      return new RegionId(text);
    } catch (IllegalArgumentException e) {
      throw notFound();
    }
  }

  private static void requireForm(String alias) throws ServiceException {
    if (!FORM.matcher(alias).matches() || alias.startsWith("alias/acs")) {
      throw refusal(400, "InvalidParameter", "The specified parameter \"AliasName\" is not valid.");
    }
  }

  private static ServiceException notFound() {
    return refusal(404, "Forbidden.AliasNotFound", "The specified Alias is not found.");
  }

  private static ServiceException refusal(int status, String code, String message) {
    return new ServiceException(status, code, message);
  }
}
