/**
 * What an API asks the engine to change, as it travels on sealift.commands. Keeps out how it is
 * decided.
 */
@NullMarked
package io.sealift.coordinator.command;

import org.jspecify.annotations.NullMarked;
