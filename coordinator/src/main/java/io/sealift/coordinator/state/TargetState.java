package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sealift.copy.FailureCode;
import java.time.Instant;

/**
 * Where a target stands.
 *
 * <pre>
 *   Waiting ──► Preflight ──► Creating ──► Committing ──► Available
 *      ▲            │             │             │
 *      │            └─────────────┴─────────────┴──► CreateFailed ──(the user's retry)──► Waiting
 *      └── Paused ◄── Waiting, Preflight, Creating
 *   Waiting, Preflight, Creating, Committing, Paused ──► Cancelled
 * </pre>
 *
 * {@link Available} and {@link Cancelled} never change; {@link CreateFailed} only when its user
 * asks for a retry.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TargetState.Waiting.class, name = "waiting"),
  @JsonSubTypes.Type(value = TargetState.Preflight.class, name = "preflight"),
  @JsonSubTypes.Type(value = TargetState.Creating.class, name = "creating"),
  @JsonSubTypes.Type(value = TargetState.Committing.class, name = "committing"),
  @JsonSubTypes.Type(value = TargetState.Paused.class, name = "paused"),
  @JsonSubTypes.Type(value = TargetState.Available.class, name = "available"),
  @JsonSubTypes.Type(value = TargetState.CreateFailed.class, name = "create-failed"),
  @JsonSubTypes.Type(value = TargetState.Cancelled.class, name = "cancelled"),
})
public sealed interface TargetState {
  /** Since when. */
  Instant since();

  /** Whether nothing happens any more unless its user asks. */
  @JsonIgnore
  default boolean isEnd() {
    return this instanceof Available || this instanceof CreateFailed || this instanceof Cancelled;
  }

  /** Whether it was let in and is on its way. */
  @JsonIgnore
  default boolean isRunning() {
    return this instanceof Preflight || this instanceof Creating || this instanceof Committing;
  }

  /** Waits for a place among those that run. */
  record Waiting(Instant since) implements TargetState {}

  /** Key, permissions, space and source are being checked. */
  record Preflight(Instant since) implements TargetState {}

  /** Segments are being copied or uploaded. */
  record Creating(Instant since) implements TargetState {}

  /** Every segment is sealed; the manifests are being written. */
  record Committing(Instant since) implements TargetState {}

  /** Stopped by its user; what is sealed stays. */
  record Paused(Instant since) implements TargetState {}

  /** Done: the copy can be used. */
  record Available(Instant since) implements TargetState {}

  /**
   * Ended without a copy.
   *
   * @param reason one line for its user
   * @param bytesDone plain bytes that were sealed by then; they are gone, but progress never goes
   *     down
   */
  record CreateFailed(Instant since, FailureCode code, String reason, long bytesDone)
      implements TargetState {}

  /**
   * Ended by its user.
   *
   * @param bytesDone plain bytes that were sealed by then
   */
  record Cancelled(Instant since, long bytesDone) implements TargetState {}
}
