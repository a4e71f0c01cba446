/**
 * A whole cluster in one process: broker, coordinator and agents, kept in one directory. Keeps out
 * what the roles do.
 */
@NullMarked
package io.sealift.standalone;

import org.jspecify.annotations.NullMarked;
