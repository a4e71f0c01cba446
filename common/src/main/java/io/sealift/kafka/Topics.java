package io.sealift.kafka;

import io.sealift.copy.RegionId;

/** The names of all topics and groups. */
public final class Topics {
  /** Users' copy requests, signed; any Kafka producer with a user's key may write. */
  public static final String COPY_REQUESTS = "sealift.copy-requests";

  /**
   * Requests that were refused before they could be read as requests, with the reason in a header.
   */
  public static final String DEAD_LETTERS = "sealift.copy-requests.dead-letters";

  /**
   * Every change that an API asks for; one partition, whose assignment is the ownership of the
   * engine.
   */
  public static final String COMMANDS = "sealift.commands";

  /** Which requests coordinators have taken, so that none is taken twice; one partition. */
  public static final String NONCES = "sealift.nonces";

  /** Standing orders to agents, compacted. */
  public static final String CONTROL = "sealift.control";

  /** Facts from agents. */
  public static final String PROGRESS = "sealift.progress";

  /** Agents' registrations, compacted. */
  public static final String AGENTS = "sealift.agents";

  /** The whole state of the cluster, compacted; one partition. */
  public static final String JOURNAL = "sealift.journal";

  /** Changes for users, as CloudEvents. */
  public static final String JOB_EVENTS = "sealift.job-events";

  /** The classic group whose member that holds the commands partition owns the engine. */
  public static final String ENGINE_GROUP = "sealift.engine";

  /** The one transactional id of the journal's writer. */
  public static final String JOURNAL_TRANSACTIONAL_ID = "sealift.journal";

  /** How the names of users' own consumer groups begin. */
  public static final String USER_GROUPS = "sealift.users.";

  private Topics() {}

  /** The task topic of one region. */
  public static String copyTasks(RegionId region) {
    return "sealift.copy-tasks." + region;
  }

  /** The share group of one region's agents. */
  public static String agentGroup(RegionId region) {
    return "sealift.agents." + region;
  }
}
