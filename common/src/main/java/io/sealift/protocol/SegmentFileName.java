package io.sealift.protocol;

import io.sealift.copy.AttemptId;

/** Which attempt's file is a segment's: what the journal decided. */
public record SegmentFileName(int segment, AttemptId attempt) {}
