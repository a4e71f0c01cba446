package io.sealift.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.junit.jupiter.api.Test;

class TaskLagTest {
  private static SharePartitionOffsetInfo lag(long tasks) {
    return new SharePartitionOffsetInfo(0, Optional.empty(), Optional.of(tasks));
  }

  @Test
  void partitionsAddUp() {
    assertThat(TaskLag.sum(List.of(lag(2), lag(3)))).contains(5L);
  }

  @Test
  void aPartitionThatNobodyHasReadIsNotCounted() {
    assertThat(TaskLag.sum(Arrays.asList(null, lag(3)))).contains(3L);
    assertThat(TaskLag.sum(Arrays.asList((SharePartitionOffsetInfo) null))).isEmpty();
  }

  @Test
  void whatKafkaDoesNotKnowIsNotANumber() {
    var unknown = new SharePartitionOffsetInfo(0, Optional.empty(), Optional.empty());
    assertThat(TaskLag.sum(List.of(unknown))).isEmpty();
  }
}
