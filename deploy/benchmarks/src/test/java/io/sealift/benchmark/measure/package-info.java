/** Tests of how measurements are judged. */
@NullMarked
package io.sealift.benchmark.measure;

import org.jspecify.annotations.NullMarked;
