package io.sealift.protocol;

/** A disk to be read from a file: what its snapshot is, how it is sealed, and where it lies. */
public record ImportedDisk(SnapshotPlan plan, PreparedSnapshot prepared, FoundFile source) {}
