/** The resources under /v1, one class each, as docs/rest-api.md has them. Keeps out HTTP itself. */
@NullMarked
package io.sealift.coordinator.api.rest;

import org.jspecify.annotations.NullMarked;
