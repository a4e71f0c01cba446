/** Owns the one thread that decides, appends to the journal and acts. Keeps out what is decided. */
@NullMarked
package io.sealift.coordinator.engine;

import org.jspecify.annotations.NullMarked;
