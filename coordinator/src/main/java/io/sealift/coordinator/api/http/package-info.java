/**
 * What every request goes through before and after its resource: limits, signatures, strict JSON,
 * errors, event streams. Keeps out the resources themselves.
 */
@NullMarked
package io.sealift.coordinator.api.http;

import org.jspecify.annotations.NullMarked;
