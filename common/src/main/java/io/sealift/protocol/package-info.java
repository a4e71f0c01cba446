/**
 * The messages that roles exchange over Kafka, one sealed family per topic, and their JSON codec.
 * Keeps out Kafka itself.
 */
@NullMarked
package io.sealift.protocol;

import org.jspecify.annotations.NullMarked;
