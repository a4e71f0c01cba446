/** Tests of which studies are made. */
@NullMarked
package io.sealift.benchmark.study;

import org.jspecify.annotations.NullMarked;
