/**
 * The programs that people would use instead, run as their own manuals say. Knows nothing of
 * Sealift.
 */
@NullMarked
package io.sealift.benchmark.peer;

import org.jspecify.annotations.NullMarked;
