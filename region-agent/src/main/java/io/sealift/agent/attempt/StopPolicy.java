package io.sealift.agent.attempt;

/** Which of a target's orders end an attempt. The agent's own stop ends every one. */
public enum StopPolicy {
  /** Cancel and pause both do: the attempt moves the target's bytes. */
  CANCEL_OR_PAUSE,
  /** Only cancel does: there is nothing left to pause. */
  CANCEL,
  /** None does: cleaning up after a cancelled target is such work. */
  NEVER
}
