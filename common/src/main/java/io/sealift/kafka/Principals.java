package io.sealift.kafka;

import io.sealift.copy.RegionId;

/** Who the roles are to Kafka: the common name of a role's client certificate. */
public final class Principals {
  /** How brokers take the principal from a certificate: {@code ssl.principal.mapping.rules}. */
  public static final String MAPPING_RULE = "RULE:^.*CN=([^,]+).*$/$1/";

  /** Every coordinator. */
  public static final String COORDINATOR = "coordinator";

  /** Users that write requests to Kafka and follow jobs there. */
  public static final String PRODUCER = "producer";

  /** What watches Kafka. */
  public static final String MONITOR = "monitor";

  /** The operator; one of the brokers' {@code super.users}. */
  public static final String ADMIN = "admin";

  private Principals() {}

  /** Every agent of a region. */
  public static String agent(RegionId region) {
    return "agent-" + region;
  }

  /** One broker; all are among the brokers' {@code super.users}. */
  public static String broker(int number) {
    return "broker-" + number;
  }
}
