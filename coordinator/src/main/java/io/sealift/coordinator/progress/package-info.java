/**
 * Pure but for its two consumers: how far targets are and which agents live, from what agents say.
 * Keeps out what is decided from it.
 */
@NullMarked
package io.sealift.coordinator.progress;

import org.jspecify.annotations.NullMarked;
