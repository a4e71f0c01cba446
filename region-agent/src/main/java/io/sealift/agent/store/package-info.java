/**
 * Keeps a region's sealed snapshots as files: what exists, what is durable, what is swept. Keeps
 * out what is in the files.
 */
@NullMarked
package io.sealift.agent.store;

import org.jspecify.annotations.NullMarked;
