package io.sealift.kafka;

import io.sealift.copy.RegionId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What each role may do at Kafka, and nothing beyond it: brokers refuse whatever no rule allows.
 * Reading and writing include describing.
 */
final class AccessRules {
  private static final String ANY_HOST = "*";
  private static final String ALL = ResourcePattern.WILDCARD_RESOURCE;

  private final Set<AclBinding> rules = new LinkedHashSet<>();

  private AccessRules() {}

  /** The rules of a cluster with these regions. */
  static Set<AclBinding> of(Collection<RegionId> regions) {
    AccessRules access = new AccessRules();
    regions.forEach(access::agent);
    access.coordinator(regions);
    access.producer();
    access.monitor();
    return Set.copyOf(access.rules);
  }

  /** The topics that a role of such a cluster works with, and whether it reads or writes them. */
  static Map<String, Set<AclOperation>> topicsOf(String principal, Collection<RegionId> regions) {
    return of(regions).stream()
        .filter(rule -> rule.entry().principal().equals(user(principal)))
        .filter(rule -> rule.pattern().resourceType() == ResourceType.TOPIC)
        .filter(rule -> rule.entry().operation() != AclOperation.DESCRIBE_CONFIGS)
        .collect(
            Collectors.groupingBy(
                rule -> rule.pattern().name(),
                Collectors.mapping(rule -> rule.entry().operation(), Collectors.toSet())));
  }

  /** How Kafka names a role. */
  static String user(String principal) {
    return "User:" + principal;
  }

  // An agent's share group has settings that its first member makes: where it starts, and how long
  // a task is an agent's.
  private void agent(RegionId region) {
    String agent = Principals.agent(region);
    topics(agent, AclOperation.READ, Topics.copyTasks(region), Topics.CONTROL, Topics.AGENTS);
    topics(agent, AclOperation.WRITE, Topics.PROGRESS, Topics.AGENTS);
    allow(agent, ResourceType.GROUP, Topics.agentGroup(region), AclOperation.READ);
    allow(agent, ResourceType.GROUP, Topics.agentGroup(region), AclOperation.ALTER_CONFIGS);
  }

  private void coordinator(Collection<RegionId> regions) {
    String coordinator = Principals.COORDINATOR;
    topics(
        coordinator,
        AclOperation.READ,
        Topics.COPY_REQUESTS,
        Topics.COMMANDS,
        Topics.NONCES,
        Topics.PROGRESS,
        Topics.AGENTS,
        Topics.JOURNAL);
    topics(
        coordinator,
        AclOperation.WRITE,
        Topics.DEAD_LETTERS,
        Topics.COMMANDS,
        Topics.NONCES,
        Topics.CONTROL,
        Topics.JOURNAL,
        Topics.JOB_EVENTS);
    allow(coordinator, ResourceType.GROUP, Topics.ENGINE_GROUP, AclOperation.READ);
    allow(
        coordinator,
        ResourceType.TRANSACTIONAL_ID,
        Topics.JOURNAL_TRANSACTIONAL_ID,
        AclOperation.WRITE);
    for (RegionId region : regions) {
      topics(coordinator, AclOperation.WRITE, Topics.copyTasks(region));
      allow(coordinator, ResourceType.GROUP, Topics.agentGroup(region), AclOperation.DESCRIBE);
    }
    // Each start checks that the topics are as they must be.
    TopicDescription.all(regions, (short) 1)
        .forEach(topic -> topics(coordinator, AclOperation.DESCRIBE_CONFIGS, topic.name()));
  }

  private void producer() {
    topics(Principals.PRODUCER, AclOperation.WRITE, Topics.COPY_REQUESTS);
    topics(Principals.PRODUCER, AclOperation.READ, Topics.JOB_EVENTS);
    allow(
        Principals.PRODUCER,
        new ResourcePattern(ResourceType.GROUP, Topics.USER_GROUPS, PatternType.PREFIXED),
        AclOperation.READ);
  }

  private void monitor() {
    for (AclOperation operation : List.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)) {
      allow(Principals.MONITOR, ResourceType.TOPIC, ALL, operation);
      allow(Principals.MONITOR, ResourceType.GROUP, ALL, operation);
      allow(Principals.MONITOR, ResourceType.CLUSTER, Resource.CLUSTER_NAME, operation);
    }
  }

  private void topics(String principal, AclOperation operation, String... topics) {
    for (String topic : topics) {
      allow(principal, ResourceType.TOPIC, topic, operation);
    }
  }

  private void allow(String principal, ResourceType type, String name, AclOperation operation) {
    allow(principal, new ResourcePattern(type, name, PatternType.LITERAL), operation);
  }

  private void allow(String principal, ResourcePattern resource, AclOperation operation) {
    rules.add(
        new AclBinding(
            resource,
            new AccessControlEntry(user(principal), ANY_HOST, operation, AclPermissionType.ALLOW)));
  }
}
