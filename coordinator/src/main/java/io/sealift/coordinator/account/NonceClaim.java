package io.sealift.coordinator.account;

import java.time.Instant;

/**
 * One coordinator's claim that it was the first to take a request; a record on {@code
 * sealift.nonces}. The first claim on the topic holds.
 *
 * @param accessKeyId whose request it is; a nonce is one key's
 * @param expires when the request becomes too old anyway
 * @param claimId tells the claims for one nonce apart
 */
public record NonceClaim(String accessKeyId, String nonce, Instant expires, String claimId) {}
