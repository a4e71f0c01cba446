/** Requests at a fixed rate against a cluster's interface. Keeps out how fast images are copied. */
@NullMarked
package io.sealift.benchmark.load;

import org.jspecify.annotations.NullMarked;
