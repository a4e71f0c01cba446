/** Facts about single parts of the way that a request takes. */
@NullMarked
package io.sealift.coordinator.api.http;

import org.jspecify.annotations.NullMarked;
