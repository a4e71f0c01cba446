/**
 * The agent's side of Kafka: tasks in, reports out, orders and registrations. Keeps out what a task
 * means.
 */
@NullMarked
package io.sealift.agent.intake;

import org.jspecify.annotations.NullMarked;
