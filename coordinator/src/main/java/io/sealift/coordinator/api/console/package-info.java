/**
 * Serves the files of the web console. What the console shows and does goes through the API like
 * everybody's requests; nothing here knows of it.
 */
@NullMarked
package io.sealift.coordinator.api.console;

import org.jspecify.annotations.NullMarked;
