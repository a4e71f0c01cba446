package io.sealift.protocol;

import io.sealift.copy.SnapshotId;

/**
 * A snapshot whose manifest is durable.
 *
 * @param storedBytes the length of all its files
 * @param manifestDigest SHA-256 of the manifest file, hexadecimal
 */
public record CommittedSnapshot(SnapshotId snapshotId, long storedBytes, String manifestDigest) {}
