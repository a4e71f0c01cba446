/** Topic names and the plumbing around Kafka clients. Keeps out the meaning of messages. */
@NullMarked
package io.sealift.kafka;

import org.jspecify.annotations.NullMarked;
