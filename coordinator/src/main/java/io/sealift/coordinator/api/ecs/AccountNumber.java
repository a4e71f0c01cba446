package io.sealift.coordinator.api.ecs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealift.copy.AccountId;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The number that an account shows where the interface's model has a number: clients could not read
 * a name there. The same account always has the same number.
 */
final class AccountNumber {
  private static final long SIXTEEN_DIGITS = 10_000_000_000_000_000L;

  private AccountNumber() {}

  static long of(AccountId account) {
    UUID hash = UUID.nameUUIDFromBytes(account.value().getBytes(UTF_8));
    long bits = ByteBuffer.allocate(Long.BYTES).putLong(hash.getMostSignificantBits()).getLong(0);
    return Math.floorMod(bits, SIXTEEN_DIGITS);
  }
}
