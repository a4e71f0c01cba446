/** The coordinator's HTTP server, put together. Keeps out what is asked and answered. */
@NullMarked
package io.sealift.coordinator.api;

import org.jspecify.annotations.NullMarked;
