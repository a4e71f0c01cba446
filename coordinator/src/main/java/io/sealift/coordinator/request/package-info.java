/**
 * What coordinators tell each other of the requests that they took. Keeps out what the requests ask
 * for.
 */
@NullMarked
package io.sealift.coordinator.request;

import org.jspecify.annotations.NullMarked;
