/**
 * Pure: decides what a command, a report or the passing of time changes. Keeps out Kafka, clocks
 * and randomness: they come as parameters.
 */
@NullMarked
package io.sealift.coordinator.job;

import org.jspecify.annotations.NullMarked;
