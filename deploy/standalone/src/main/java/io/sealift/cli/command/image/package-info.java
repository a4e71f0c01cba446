/** The commands that move disk images into and out of a cluster. Keeps out how segments travel. */
@NullMarked
package io.sealift.cli.command.image;

import org.jspecify.annotations.NullMarked;
