/** Facts about the messages: golden files, and what is refused. Keeps out Kafka. */
@NullMarked
package io.sealift.protocol;

import org.jspecify.annotations.NullMarked;
