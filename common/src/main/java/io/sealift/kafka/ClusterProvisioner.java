package io.sealift.kafka;

import io.sealift.copy.RegionId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/**
 * Makes what a cluster needs at Kafka before its roles start with credentials of their own: the
 * topics, and who may do what. May run any number of times. It never takes a right away: what is
 * there beyond its rules may be an operator's, and is named.
 */
public final class ClusterProvisioner {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long RETRY_MILLIS = 100;

  private final KafkaSettings kafka;

  /** A provisioner with the credentials of one of the brokers' super users. */
  public ClusterProvisioner(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * What has been done.
   *
   * @param topics the names of topics that were made
   * @param rules access rules that were made, in words
   * @param others access rules that were there for the same principals, beyond the ones needed
   */
  public record Outcome(List<String> topics, List<String> rules, List<String> others) {
    public Outcome {
      topics = List.copyOf(topics);
      rules = List.copyOf(rules);
      others = List.copyOf(others);
    }
  }

  /**
   * Makes what is missing and returns when the brokers know it.
   *
   * @throws IOException when Kafka refuses or does not answer, or a topic is not as it must be
   */
  public Outcome provision(Collection<RegionId> regions, short replicationFactor)
      throws IOException, InterruptedException {
    try {
      List<String> topics =
          new TopicProvisioner(kafka.admin()).provision(regions, replicationFactor);
      try (Admin admin = Admin.create(kafka.admin())) {
        return allow(admin, topics, AccessRules.of(regions));
      }
    } catch (KafkaException | TopicMismatchException e) {
      throw new IOException("cannot prepare Kafka: " + e.getMessage(), e);
    }
  }

  private static Outcome allow(Admin admin, List<String> topics, Set<AclBinding> wanted)
      throws InterruptedException, IOException {
    Collection<AclBinding> present = present(admin);
    List<AclBinding> missing = wanted.stream().filter(rule -> !present.contains(rule)).toList();
    AdminAnswers.value(admin.createAcls(missing).all());
    awaitKnown(admin, missing);
    Set<String> users = new HashSet<>();
    wanted.forEach(rule -> users.add(rule.entry().principal()));
    List<AclBinding> others = new ArrayList<>(present);
    others.removeIf(rule -> wanted.contains(rule) || !users.contains(rule.entry().principal()));
    return new Outcome(topics, words(missing), words(others));
  }

  private static Collection<AclBinding> present(Admin admin) throws InterruptedException {
    return AdminAnswers.value(admin.describeAcls(AclBindingFilter.ANY).values());
  }

  // The controller answers before the brokers, which decide, have heard of it.
  private static void awaitKnown(Admin admin, List<AclBinding> made)
      throws InterruptedException, IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!made.isEmpty() && !present(admin).containsAll(made)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "the access rules were made, but no broker knows them after %d s"
                .formatted(PATIENCE.toSeconds()));
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  private static List<String> words(Collection<AclBinding> rules) {
    return rules.stream()
        .map(
            rule ->
                "%s may %s %s %s"
                    .formatted(
                        rule.entry().principal(),
                        rule.entry().operation(),
                        rule.pattern().resourceType(),
                        rule.pattern().name()))
        .sorted()
        .toList();
  }
}
