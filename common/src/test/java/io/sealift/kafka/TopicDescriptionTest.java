package io.sealift.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.copy.RegionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicDescriptionTest {
  private static final List<RegionId> REGIONS = List.of(new RegionId("north"));

  @Test
  void withReplicasOneMayBeLostAndNoneMayLag() {
    assertThat(TopicDescription.all(REGIONS, (short) 3))
        .allSatisfy(
            topic ->
                assertThat(topic.config())
                    .containsEntry("min.insync.replicas", "2")
                    .containsEntry("unclean.leader.election.enable", "false")
                    .doesNotContainKey("flush.messages"));
  }

  @Test
  void aloneTheJournalIsFlushedToDiskOnEachAppend() {
    assertThat(journal((short) 1).config()).containsEntry("flush.messages", "1");
  }

  @Test
  void aTopicIsSoundWhenItIsAtLeastAsDurable() {
    TopicDescription journal = journal((short) 3);
    Map<String, String> actual = new HashMap<>(journal.config());
    actual.put("min.insync.replicas", "3");
    actual.put("max.message.bytes", "100000000");
    actual.put("segment.bytes", "1");

    assertThat(journal.problems(1, actual)).isEmpty();
  }

  @Test
  void everyPropertyThatIsNotSoundIsNamed() {
    TopicDescription journal = journal((short) 3);
    Map<String, String> actual = new HashMap<>(journal.config());
    actual.put("cleanup.policy", "delete");
    actual.put("max.message.bytes", "1048588");
    actual.remove("min.insync.replicas");

    assertThat(journal.problems(2, actual))
        .containsExactly(
            "topic sealift.journal must have 1 partition, not 2",
            "topic sealift.journal must have cleanup.policy=compact, not delete",
            "topic sealift.journal must have max.message.bytes=8388608, not 1048588",
            "topic sealift.journal must have min.insync.replicas=2, not absent");
  }

  @Test
  void whereOnlyTheFirstPartitionIsWrittenOthersDoNoHarm() {
    TopicDescription progress = topic(Topics.PROGRESS, (short) 3);

    assertThat(progress.problems(4, progress.config())).isEmpty();
  }

  private static TopicDescription journal(short replicationFactor) {
    return topic(Topics.JOURNAL, replicationFactor);
  }

  private static TopicDescription topic(String name, short replicationFactor) {
    return TopicDescription.all(REGIONS, replicationFactor).stream()
        .filter(topic -> topic.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
