package io.sealift.protocol;

/** How a target's bytes come to be. */
public enum CopyMode {
  /** Ciphertext travels unchanged; only the data key is wrapped anew for the target region. */
  VERBATIM,
  /** Every block is opened with the source's data key and sealed under a new one. */
  RESEALED,
  /** A user uploads the blocks; the agent seals them under a new data key. */
  IMPORTED
}
