/**
 * The coordinator: its settings and the one place where its parts are put together. Keeps out what
 * the parts do.
 */
@NullMarked
package io.sealift.coordinator;

import org.jspecify.annotations.NullMarked;
