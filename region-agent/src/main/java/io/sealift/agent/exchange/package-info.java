/**
 * The files of a region's exchange directory: images come in and go out here. Keeps out every path
 * that leads elsewhere, and what becomes of the bytes.
 */
@NullMarked
package io.sealift.agent.exchange;

import org.jspecify.annotations.NullMarked;
