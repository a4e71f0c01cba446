package io.sealift.agent.envelope;

import io.sealift.copy.CopyJobId;
import io.sealift.protocol.SourceSnapshot;

/** Where a copied snapshot comes from, and by which job. */
public record Lineage(SourceSnapshot source, CopyJobId jobId) {}
