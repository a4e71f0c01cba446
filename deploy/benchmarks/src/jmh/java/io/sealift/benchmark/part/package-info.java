/** Small parts of a copy by themselves, for JMH. Knows nothing of whole copies. */
@NullMarked
package io.sealift.benchmark.part;

import org.jspecify.annotations.NullMarked;
