/** Facts about what is written to the journal. Keeps out brokers. */
@NullMarked
package io.sealift.coordinator.engine;

import org.jspecify.annotations.NullMarked;
