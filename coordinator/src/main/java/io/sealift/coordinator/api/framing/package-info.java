/**
 * Where a request ends on the wire. What it asks for is another package's matter; the decoder of
 * the HTTP library is told apart from it here alone.
 */
@NullMarked
package io.sealift.coordinator.api.framing;

import org.jspecify.annotations.NullMarked;
