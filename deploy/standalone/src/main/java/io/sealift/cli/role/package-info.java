/**
 * The commands that run something themselves: a whole cluster, one role, or the demonstration.
 * Keeps out how roles work.
 */
@NullMarked
package io.sealift.cli.role;

import org.jspecify.annotations.NullMarked;
