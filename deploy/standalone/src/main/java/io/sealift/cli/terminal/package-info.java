/**
 * What a command shows: results, progress, one clear error line, and exit codes. Keeps out where
 * results come from.
 */
@NullMarked
package io.sealift.cli.terminal;

import org.jspecify.annotations.NullMarked;
