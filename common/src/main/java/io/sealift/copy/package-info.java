/**
 * The nouns of image copying: identifiers, geometry and failure codes. Keeps out every library but
 * JSON annotations.
 */
@NullMarked
package io.sealift.copy;

import org.jspecify.annotations.NullMarked;
