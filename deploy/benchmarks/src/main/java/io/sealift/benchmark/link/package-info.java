/** A model of a long and lossy link between two ports of this machine. Knows no copier. */
@NullMarked
package io.sealift.benchmark.link;

import org.jspecify.annotations.NullMarked;
