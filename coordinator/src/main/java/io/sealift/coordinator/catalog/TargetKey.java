package io.sealift.coordinator.catalog;

import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import java.util.Optional;

/** Which key a copy is sealed under. */
record TargetKey(Owned owned, CatalogPolicy policy, int notFoundStatus) {
  /**
   * The key for a copy; the region's key service has the last word at preflight.
   *
   * @param encrypted whether to encrypt; without, the encryption status stays, unless the region
   *     encrypts everything
   */
  KeyReference of(
      RegionId region, Optional<Boolean> encrypted, Optional<String> keyId, boolean sourceEncrypted)
      throws ServiceException {
    if (encrypted.equals(Optional.of(false)) && policy.encrypts(region)) {
      throw new ServiceException(
          403,
          "InvalidEncrypted.NotMatchDiskDefaultEncryption",
          "The specified parameter Encrypted not match for your account default encryption"
              + " settings.");
    }
    if (keyId.isPresent() && !keyId.get().equals(KeyReference.SERVICE.value())) {
      return customerKey(region, keyId.get());
    }
    boolean encrypts = encrypted.orElse(policy.encrypts(region)) || sourceEncrypted;
    return encrypts ? KeyReference.SERVICE : KeyReference.STORAGE;
  }

  private KeyReference customerKey(RegionId region, String keyId) throws ServiceException {
    KeyDescription key =
        owned
            .key(keyId)
            .filter(found -> found.region().equals(region))
            .orElseThrow(
                () ->
                    new ServiceException(
                        notFoundStatus,
                        "InvalidParameter.KMSKeyId.NotFound",
                        "The specified KMSKeyId does not exist."));
    if (key.state() != KeyState.ENABLED) {
      throw new ServiceException(
          403,
          "InvalidParameter.KMSKeyId.CMKNotEnabled",
          "The CMK (Customer Master Key) must be in an active state.");
    }
    return KeyReference.of(new KeyId(keyId));
  }
}
