/**
 * Facts about the deployed cluster: the compose file as it is, real images, networks that are cut.
 * Skipped where no Docker Engine answers. Keeps out what processes without containers can show.
 */
@NullMarked
package io.sealift.system.container;

import org.jspecify.annotations.NullMarked;
