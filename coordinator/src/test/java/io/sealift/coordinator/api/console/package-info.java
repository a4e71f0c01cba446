/** Tests of the console's files. */
@NullMarked
package io.sealift.coordinator.api.console;

import org.jspecify.annotations.NullMarked;
