/**
 * What agents do: one class per kind of task, each one story on a worker thread. Keeps out Kafka
 * and HTTP.
 */
@NullMarked
package io.sealift.agent.attempt;

import org.jspecify.annotations.NullMarked;
