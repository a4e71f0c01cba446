package io.sealift.standalone;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of the embedded broker: one node that is broker and controller, on the loopback
 * address only.
 */
final class BrokerSettings {
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  static final int NODE_ID = 1;
  private static final String HOST = "127.0.0.1";

  private static final String MAX_MESSAGE_BYTES = Integer.toString(8 << 20);

  private BrokerSettings() {}

  /** The address that clients use. */
  static String bootstrapServers(int brokerPort) {
    return HOST + ":" + brokerPort;
  }

  static Map<String, String> of(Path logDirectory, int brokerPort, int controllerPort) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("log.dirs", logDirectory.toString());
    settings.put(
        "listeners",
        "PLAINTEXT://%s:%d,%s://%s:%d"
            .formatted(HOST, brokerPort, CONTROLLER_LISTENER, HOST, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + brokerPort);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("controller.listener.names", CONTROLLER_LISTENER);
    settings.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, HOST, controllerPort));
    settings.put("auto.create.topics.enable", "false");
    settings.put("num.partitions", "1");
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    // A single broker has no replicas that would still know: what it acknowledged must be on disk,
    // and that goes for the state of transactions as much as for the journal.
    settings.put("log.flush.interval.messages", "1");
    settings.put("message.max.bytes", MAX_MESSAGE_BYTES);
    settings.put("replica.fetch.max.bytes", MAX_MESSAGE_BYTES);
    internalTopics(settings);
    groups(settings);
    footprint(settings);
    return settings;
  }

  private static void internalTopics(Map<String, String> settings) {
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
  }

  /**
   * Lower bounds are wide open, so that the roles' own settings decide how soon a lost member is
   * noticed.
   */
  private static void groups(Map<String, String> settings) {
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    settings.put("group.consumer.min.session.timeout.ms", "1000");
    settings.put("group.consumer.min.heartbeat.interval.ms", "200");
    settings.put("group.share.min.record.lock.duration.ms", "1000");
    settings.put("group.share.record.lock.duration.ms", "15000");
    settings.put("group.share.delivery.count.limit", "5");
    settings.put("group.share.min.session.timeout.ms", "1000");
    settings.put("group.share.min.heartbeat.interval.ms", "200");
    settings.put("group.share.session.timeout.ms", "10000");
    settings.put("group.share.heartbeat.interval.ms", "1000");
  }

  private static void footprint(Map<String, String> settings) {
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "1");
    settings.put("log.cleaner.threads", "1");
    settings.put("log.cleaner.dedupe.buffer.size", "4194304");
    settings.put("log.cleaner.io.buffer.size", "262144");
    settings.put("log.index.size.max.bytes", "1048576");
    settings.put("offsets.load.buffer.size", "1048576");
    settings.put("transaction.state.log.load.buffer.size", "1048576");
    settings.put("share.coordinator.load.buffer.size", "1048576");
    settings.put("queued.max.requests", "64");
    settings.put("socket.listen.backlog.size", "50");
    // What is left of controlled shutdown on a single node is the handing over of partitions that
    // nobody takes.
    settings.put("controlled.shutdown.enable", "true");
    settings.put("controller.quorum.election.timeout.ms", "200");
    settings.put("controller.quorum.fetch.timeout.ms", "500");
    settings.put("broker.heartbeat.interval.ms", "500");
    // After a crash the controller takes the broker for alive this long, and refuses the restarted
    // one.
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("initial.broker.registration.timeout.ms", "60000");
  }
}
