/**
 * The whole cluster in one thread with a manual clock: the real decider over a fake journal,
 * topics, agents and stores. Keeps out every real one.
 */
@NullMarked
package io.sealift.coordinator.simulation;

import org.jspecify.annotations.NullMarked;
