/** The images that benchmarks copy. Knows nothing of who copies them. */
@NullMarked
package io.sealift.benchmark.image;

import org.jspecify.annotations.NullMarked;
