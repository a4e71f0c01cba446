/**
 * Pure: the journaled entities, the cluster's state built from them and the indexes derived from
 * it. Keeps out decisions, time and I/O.
 */
@NullMarked
package io.sealift.coordinator.state;

import org.jspecify.annotations.NullMarked;
