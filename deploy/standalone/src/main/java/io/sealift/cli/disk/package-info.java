/**
 * The bytes of disk images between files and a region's agent, for imports and exports. Keeps out
 * the REST API and the terminal.
 */
@NullMarked
package io.sealift.cli.disk;

import org.jspecify.annotations.NullMarked;
