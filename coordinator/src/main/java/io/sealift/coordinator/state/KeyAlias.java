package io.sealift.coordinator.state;

import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;

/**
 * Another name of a customer key, unique in its account and region.
 *
 * @param name starts with {@code alias/}
 */
public record KeyAlias(RegionId region, AccountId account, String name, KeyId keyId)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "key-alias/";

  @Override
  public String key() {
    return key(region, account, name);
  }

  /** The key of one alias. */
  public static String key(RegionId region, AccountId account, String name) {
    return KIND + region + "/" + account + "/" + name;
  }
}
