package io.sealift.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Denials of which anybody can make any number. */
class DenialTallyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final DenialTally tally = new DenialTally();

  private long withRecords(int addresses, Instant now) {
    long own = 0;
    for (int i = 0; i < addresses; i++) {
      own += tally.hasRecordOfItsOwn("10.0.0." + i, "UNAUTHENTICATED", now) ? 1 : 0;
    }
    return own;
  }

  @Test
  void manyAddressesTogetherHaveAThousandRecordsAMinute() {
    assertThat(withRecords(5_000, NOW)).isEqualTo(DenialTally.MOST_RECORDS);
    assertThat(withRecords(5_000, NOW.plusSeconds(59))).isZero();
    assertThat(withRecords(5_000, NOW.plusSeconds(60))).isEqualTo(DenialTally.MOST_RECORDS);
  }

  @Test
  void theOthersAreCountedByAddressAndAsOneWhereThereAreTooMany() {
    withRecords(10_000, NOW);

    Map<String, Long> counts = tally.take();

    assertThat(counts).hasSize(1_001).containsEntry("10.0.0.1000", 1L).containsKey("others");
    assertThat(counts.values().stream().mapToLong(each -> each).sum()).isEqualTo(9_000);
    assertThat(tally.take()).isEmpty();
  }

  @Test
  void whatTheLimitOfRefusalsAnswersHasNoRecord() {
    assertThat(tally.hasRecordOfItsOwn("a", "TOO_MANY_REQUESTS", NOW)).isFalse();
    assertThat(tally.hasRecordOfItsOwn("a", "Throttling", NOW)).isFalse();
    assertThat(tally.take()).containsExactly(Map.entry("a", 2L));
  }
}
