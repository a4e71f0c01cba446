/**
 * Sealift itself: a cluster of two regions in this process, and what is timed of it. Knows no peer.
 */
@NullMarked
package io.sealift.benchmark.product;

import org.jspecify.annotations.NullMarked;
