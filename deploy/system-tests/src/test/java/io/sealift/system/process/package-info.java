/**
 * Facts about the program as users run it: real processes, real signals, {@code kill -9}. Keeps out
 * what one JVM can show.
 */
@NullMarked
package io.sealift.system.process;

import org.jspecify.annotations.NullMarked;
