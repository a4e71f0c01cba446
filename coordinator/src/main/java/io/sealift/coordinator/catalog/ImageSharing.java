package io.sealift.coordinator.catalog;

import io.sealift.coordinator.command.CatalogCommand.ShareImage;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.ImageProfile.Share;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The rules of {@code ModifyImageSharePermission}. */
public final class ImageSharing {
  private static final int ACCOUNTS_PER_CALL = 10;

  private ImageSharing() {}

  /** The image's shares as they are to be; throws the documented error where a rule forbids it. */
  public static CatalogChange share(
      ClusterState state, CatalogPolicy policy, AccountId account, ShareImage request, Instant now)
      throws ServiceException {
    Image image = new Owned(state, account).requireImage(request.region(), request.imageId());
    ImageProfile profile = ImageProfile.of(state, image.imageId());
    if (image.status() != Image.Status.AVAILABLE
        || profile.standing() == ImageProfile.Standing.DEPRECATED) {
      throw refusal(
          403, "OperationDenied.InvalidImageStatus", "The specified image is not available.");
    }
    if (image.keyReference().equals(KeyReference.SERVICE) && !request.add().isEmpty()) {
      throw refusal(
          403,
          "InvalidOperation.ServiceKeyEncryptedImageUnsupported",
          "An image that is encrypted with the service key cannot be shared. Copy it under a key"
              + " of your own first.");
    }
    List<Share> shares = new ArrayList<>(profile.shares());
    for (String removed : first(request.remove())) {
      shares.removeIf(share -> share.account().value().equals(removed));
    }
    for (String added : first(request.add())) {
      AccountId other = other(state, account, added);
      if (shares.stream().noneMatch(share -> share.account().equals(other))) {
        shares.add(new Share(other, now));
      }
    }
    if (shares.size() > policy.maxShares()) {
      throw refusal(
          403,
          "QuotaExceed.ShareImage",
          "An image can be shared to at most %d accounts.".formatted(policy.maxShares()));
    }
    return CatalogChange.of(image.imageId().value(), profile.withShares(shares));
  }

  // More than ten are passed over, as documented.
  private static List<String> first(List<String> accounts) {
    return accounts.subList(0, Math.min(ACCOUNTS_PER_CALL, accounts.size()));
  }

  private static AccountId other(ClusterState state, AccountId account, String added)
      throws ServiceException {
    if (added.equals(account.value())) {
      throw refusal(
          404, "InvalidAccount.Forbbiden", "An image cannot be shared to its own account.");
    }
    return state
        .find(Account.class, Account.KIND + added)
        .map(Account::accountId)
        .orElseThrow(
            () -> refusal(404, "InvalidAccount.NotFound", "The specified account does not exist."));
  }

  private static ServiceException refusal(int status, String code, String message) {
    return new ServiceException(status, code, message);
  }
}
