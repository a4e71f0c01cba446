package io.sealift.protocol;

/** The state of a key in its region's key service; only an enabled key wraps or unwraps. */
public enum KeyState {
  ENABLED,
  DISABLED,
  PENDING_DELETION
}
