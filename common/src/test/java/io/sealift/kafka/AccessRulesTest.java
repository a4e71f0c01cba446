package io.sealift.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.copy.RegionId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class AccessRulesTest {
  private static final Set<AclBinding> RULES =
      AccessRules.of(List.of(new RegionId("north"), new RegionId("south")));

  /** What a role may do with topics and groups, as {@code READ name}. */
  private static Set<String> rightsOf(String principal) {
    return RULES.stream()
        .filter(rule -> rule.entry().principal().equals("User:" + principal))
        .map(rule -> rule.entry().operation() + " " + rule.pattern().name())
        .collect(Collectors.toSet());
  }

  @Test
  void anAgentHasItsOwnRegionsTasksAndWhatAllAgentsShare() {
    assertThat(rightsOf("agent-north"))
        .containsExactlyInAnyOrder(
            "READ sealift.copy-tasks.north",
            "READ sealift.control",
            "READ sealift.agents",
            "WRITE sealift.agents",
            "WRITE sealift.progress",
            "READ sealift.agents.north",
            "ALTER_CONFIGS sealift.agents.north");
  }

  @Test
  void aProducerWritesRequestsAndReadsEvents() {
    assertThat(rightsOf("producer"))
        .containsExactlyInAnyOrder(
            "WRITE sealift.copy-requests", "READ sealift.job-events", "READ sealift.users.");
  }

  @Test
  void onlyAMonitorHasRightsOnEverythingAndItOnlyDescribes() {
    assertThat(RULES)
        .filteredOn(
            rule ->
                rule.pattern().name().equals("*")
                    || rule.pattern().resourceType() == ResourceType.CLUSTER)
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.entry().principal()).isEqualTo("User:monitor");
              assertThat(rule.entry().operation())
                  .isIn(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
            });
    assertThat(rightsOf("monitor")).noneMatch(right -> right.matches("(READ|WRITE|ALTER).*"));
  }

  @Test
  void onlyACoordinatorWritesTasksOrdersAndTheJournal() {
    assertThat(RULES)
        .filteredOn(
            rule ->
                rule.entry().operation() == AclOperation.WRITE
                    && rule.pattern()
                        .name()
                        .matches("sealift\\.(copy-tasks\\..*|control|journal|commands|nonces)"))
        .isNotEmpty()
        .allSatisfy(rule -> assertThat(rule.entry().principal()).isEqualTo("User:coordinator"));
  }

  @Test
  void nobodyButUsersHasRightsOnMoreThanOneName() {
    assertThat(RULES)
        .filteredOn(rule -> rule.pattern().patternType() != PatternType.LITERAL)
        .singleElement()
        .satisfies(rule -> assertThat(rule.pattern().name()).isEqualTo("sealift.users."));
  }
}
