package io.sealift.copy;

/** Why a task or a target failed: for users, metrics and the engine's decision to try again. */
public enum FailureCode {
  /** The key does not exist in its region. */
  KEY_NOT_FOUND(false),
  /** The key is disabled. */
  KEY_DISABLED(false),
  /** The key waits for its deletion. */
  KEY_PENDING_DELETION(false),
  /** The key belongs to another account. */
  KEY_FOREIGN(false),
  /** The key service does not answer. */
  KEY_SERVICE_UNAVAILABLE(true),
  /** The target region's store has too little space. */
  NO_SPACE(false),
  /** The target region's store cannot be written. */
  STORE_FAILED(true),
  /** No agent of the source region answers, or the connection broke. */
  SOURCE_UNREACHABLE(true),
  /** The source's snapshot or one of its segments is gone. */
  SOURCE_GONE(false),
  /** A source block does not match its checksum or tag. */
  SOURCE_CORRUPT(false),
  /** A block was altered on its way. */
  TRANSFER_CORRUPT(true),
  /** The agent was refused: ticket expired or unknown. */
  TICKET_REFUSED(true),
  /** The user paused the target; the attempt gave its segment back. */
  PAUSED(true),
  /** The user cancelled the target. */
  CANCELLED(false),
  /** A file of the exchange directory is missing, was changed, or may not be read or written. */
  FILE_REFUSED(false),
  /** Nothing was uploaded to an import for a long time. */
  UPLOAD_ABANDONED(false),
  /** The agent stops and gave its segment back. */
  AGENT_STOPPING(true),
  /** The region has no agent, or none took the task in time. */
  NO_AGENT(true),
  /** The agent does not know this message or format version. */
  UNSUPPORTED(false),
  /** A defect: the log of the agent tells more. */
  INTERNAL(true);

  private final boolean retryable;

  FailureCode(boolean retryable) {
    this.retryable = retryable;
  }

  /** Whether another attempt may succeed with nothing changed by the user. */
  public boolean retryable() {
    return retryable;
  }
}
