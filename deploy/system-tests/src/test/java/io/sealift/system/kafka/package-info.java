/** Facts about the Kafka plumbing, on a real broker. Keeps out the meaning of messages. */
@NullMarked
package io.sealift.system.kafka;

import org.jspecify.annotations.NullMarked;
