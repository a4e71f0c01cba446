/**
 * Whole clusters in the test's process, with a real broker, sockets and files. Keeps out what one
 * part can show by itself.
 */
@NullMarked
package io.sealift.system.cluster;

import org.jspecify.annotations.NullMarked;
