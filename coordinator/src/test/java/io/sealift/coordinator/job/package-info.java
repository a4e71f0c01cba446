/** Facts about every decision. Keeps out Kafka. */
@NullMarked
package io.sealift.coordinator.job;

import org.jspecify.annotations.NullMarked;
