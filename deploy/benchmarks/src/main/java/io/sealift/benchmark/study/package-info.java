/**
 * Questions beside the speed of one copy: how large, how many, how far away, at what cost. Knows no
 * peer but the one-stream copy.
 */
@NullMarked
package io.sealift.benchmark.study;

import org.jspecify.annotations.NullMarked;
