/** Tests of the modelled link. */
@NullMarked
package io.sealift.benchmark.link;

import org.jspecify.annotations.NullMarked;
