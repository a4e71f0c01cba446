/**
 * Timing cases in turns, and judging the ratios between them. Knows nothing of what a case does.
 */
@NullMarked
package io.sealift.benchmark.measure;

import org.jspecify.annotations.NullMarked;
