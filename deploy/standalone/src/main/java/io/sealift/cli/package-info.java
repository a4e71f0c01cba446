/**
 * The command line: which commands there are, and the program's start. Keeps out what each command
 * does.
 */
@NullMarked
package io.sealift.cli;

import org.jspecify.annotations.NullMarked;
