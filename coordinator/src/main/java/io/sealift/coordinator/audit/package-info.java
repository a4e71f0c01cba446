/**
 * What a coordinator records of each request, at the edge where its answer is known. Keeps out how
 * requests are read and decided.
 */
@NullMarked
package io.sealift.coordinator.audit;

import org.jspecify.annotations.NullMarked;
