/** Facts about client settings and topics. Keeps out the broker. */
@NullMarked
package io.sealift.kafka;

import org.jspecify.annotations.NullMarked;
