/** Facts about request signatures, by published vectors. Keeps out HTTP. */
@NullMarked
package io.sealift.signature;

import org.jspecify.annotations.NullMarked;
