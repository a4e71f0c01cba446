package io.sealift.coordinator.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.account.NonceCache.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NonceCacheTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:30Z");
  private static final Duration WINDOW = Duration.ofMinutes(15);

  @Test
  void aNonceIsFreshOnceForEachKeyUntilItsRequestIsTooOld() {
    NonceCache cache = new NonceCache(10, 10);
    assertThat(cache.use("a", "n", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.FRESH);
    assertThat(cache.use("a", "n", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.USED);
    assertThat(cache.use("b", "n", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.FRESH);
    Instant last = NOW.plus(WINDOW);
    assertThat(cache.use("a", "n", last, last)).isEqualTo(Answer.USED);
    Instant after = last.plus(Duration.ofMinutes(1));
    assertThat(cache.use("a", "n", after.plus(WINDOW), after)).isEqualTo(Answer.FRESH);
  }

  @Test
  void aNonceIsUsedWhateverDateComesWithIt() {
    NonceCache cache = new NonceCache(10, 10);
    assertThat(cache.use("a", "n", NOW, NOW)).isEqualTo(Answer.FRESH);
    assertThat(cache.use("a", "n", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.USED);
  }

  @Test
  void oneKeyCannotTakeTheRoomOfAnother() {
    NonceCache cache = new NonceCache(2, 3);
    assertThat(cache.use("a", "1", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.FRESH);
    assertThat(cache.use("a", "2", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.FRESH);
    assertThat(cache.use("a", "3", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.FULL);
    assertThat(cache.use("b", "1", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.FRESH);
    assertThat(cache.use("c", "1", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.FULL);
    Instant later = NOW.plus(Duration.ofMinutes(16));
    assertThat(cache.use("a", "3", later, later)).isEqualTo(Answer.FRESH);
    assertThat(cache.use("a", "4", later, later)).isEqualTo(Answer.FRESH);
  }

  @Test
  void aClockThatWasAheadBringsNoNonceASecondTime() {
    NonceCache cache = new NonceCache(10, 10);
    Instant expires = NOW.plus(WINDOW);
    assertThat(cache.use("a", "n", expires, NOW)).isEqualTo(Answer.FRESH);
    assertThat(cache.heard(claim("m", "c"), NOW)).isTrue();

    Instant ahead = NOW.plus(Duration.ofMinutes(20));
    assertThat(cache.use("b", "n", ahead.plus(WINDOW), ahead)).isEqualTo(Answer.FRESH);

    assertThat(cache.use("a", "n", expires, NOW)).isEqualTo(Answer.FORGOTTEN);
    assertThat(cache.use("a", "m", expires, NOW)).isEqualTo(Answer.FORGOTTEN);
    Instant later = NOW.plus(Duration.ofMinutes(6));
    assertThat(cache.use("a", "o", later.plus(WINDOW), later)).isEqualTo(Answer.FRESH);
  }

  @Test
  void aClockThatGoesBackBringsNoNonceASecondTime() {
    NonceCache cache = new NonceCache(10, 10);
    assertThat(cache.use("a", "n", NOW.plusSeconds(60), NOW)).isEqualTo(Answer.FRESH);
    Instant after = NOW.plus(Duration.ofMinutes(3));
    assertThat(cache.use("a", "o", after.plus(WINDOW), after)).isEqualTo(Answer.FRESH);

    Instant back = NOW.minus(Duration.ofMinutes(10));
    assertThat(cache.use("a", "n", NOW.plusSeconds(60), back)).isEqualTo(Answer.FORGOTTEN);
    assertThat(cache.use("a", "o", after.plus(WINDOW), back)).isEqualTo(Answer.USED);
    assertThat(cache.use("a", "p", back.plus(WINDOW), back)).isEqualTo(Answer.FRESH);
  }

  private static NonceClaim claim(String nonce, String claimId) {
    return new NonceClaim("a", nonce, NOW.plus(WINDOW), claimId);
  }

  @Test
  void theFirstClaimOfANonceHoldsWhoeverTookTheRequestFirst() {
    NonceCache here = new NonceCache(10, 10);
    NonceCache there = new NonceCache(10, 10);
    assertThat(here.use("a", "n", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.FRESH);
    assertThat(there.use("a", "n", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.FRESH);

    for (NonceCache cache : List.of(here, there)) {
      assertThat(cache.heard(claim("n", "of-there"), NOW)).isTrue();
      assertThat(cache.heard(claim("n", "of-here"), NOW)).isFalse();
      assertThat(cache.heard(claim("n", "of-there"), NOW)).isTrue();
    }
  }

  @Test
  void aNonceThatWasHeardOfIsUsedUntilItsRequestIsTooOld() {
    NonceCache cache = new NonceCache(10, 10);
    assertThat(cache.heard(claim("n", "c"), NOW)).isTrue();
    assertThat(cache.use("a", "n", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.USED);

    Instant late = NOW.plus(WINDOW).plus(Duration.ofMinutes(1));
    assertThat(cache.use("a", "n", late.plus(WINDOW), late)).isEqualTo(Answer.FRESH);
    assertThat(cache.heard(claim("old", "c"), late)).isTrue();
    assertThat(cache.use("a", "old", late.plus(WINDOW), late)).isEqualTo(Answer.FRESH);
  }

  @Test
  void whatOthersTookIsNeverForgottenForWantOfRoom() {
    NonceCache cache = new NonceCache(1, 1);
    assertThat(cache.heard(claim("1", "c"), NOW)).isTrue();
    assertThat(cache.heard(claim("2", "d"), NOW)).isTrue();
    assertThat(cache.use("a", "2", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.USED);
    assertThat(cache.use("a", "3", NOW.plus(WINDOW), NOW)).isEqualTo(Answer.FULL);
  }
}
