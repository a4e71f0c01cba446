package io.sealift.coordinator.api.rpc;

/** Whether the older signature, which rests on SHA-1, is taken. */
public enum OldSignature {
  ACCEPTED,
  REFUSED
}
