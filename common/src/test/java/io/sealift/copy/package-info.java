/** Facts about the nouns: ids and geometry. Keeps out messages. */
@NullMarked
package io.sealift.copy;

import org.jspecify.annotations.NullMarked;
