/**
 * The commands that talk to a coordinator, and how all commands report failures. Keeps out the
 * bytes of disk images and running roles.
 */
@NullMarked
package io.sealift.cli.command;

import org.jspecify.annotations.NullMarked;
