/** Facts about where requests end. */
@NullMarked
package io.sealift.coordinator.api.framing;

import org.jspecify.annotations.NullMarked;
