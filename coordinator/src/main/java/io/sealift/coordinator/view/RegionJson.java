package io.sealift.coordinator.view;

import io.sealift.copy.RegionId;

/**
 * A region as users see it.
 *
 * @param agents how many are alive
 * @param running targets that are being made there
 * @param waiting targets that wait for a place there
 */
public record RegionJson(
    RegionId region,
    int agents,
    long storeFreeBytes,
    long storeTotalBytes,
    long running,
    long waiting) {}
