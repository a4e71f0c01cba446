/**
 * A region agent put together: its settings and its composition root. Keeps out everything that can
 * be tested alone.
 */
@NullMarked
package io.sealift.agent;

import org.jspecify.annotations.NullMarked;
