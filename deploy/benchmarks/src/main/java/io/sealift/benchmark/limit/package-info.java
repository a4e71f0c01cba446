/** What the machine gives at best to each part of a copy. Knows nothing of whole copies. */
@NullMarked
package io.sealift.benchmark.limit;

import org.jspecify.annotations.NullMarked;
