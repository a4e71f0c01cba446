/**
 * Disk image files of foreign origin: what they are and whether they may be read, and their
 * conversion by {@code qemu-img} under limits. Keeps out everything that Sealift itself writes.
 */
@NullMarked
package io.sealift.agent.image;

import org.jspecify.annotations.NullMarked;
