package io.sealift.agent.exchange;

/**
 * Whether files that are not raw are taken and written. Converting them runs a parser of foreign
 * formats as the agent's user, which can read the region's keys: its operator decides.
 */
public enum Conversion {
  REFUSED,
  ALLOWED
}
