/** Reference pages that are written from the code and must be up to date. Keeps out prose. */
@NullMarked
package io.sealift.system.documentation;

import org.jspecify.annotations.NullMarked;
