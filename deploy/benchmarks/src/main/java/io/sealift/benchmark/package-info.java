/**
 * The benchmark program: which cases there are and what is required of them. Measures nothing
 * itself.
 */
@NullMarked
package io.sealift.benchmark;

import org.jspecify.annotations.NullMarked;
