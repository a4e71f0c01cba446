/**
 * Committed snapshots as the rest of the agent meets them: manifest read, data key unwrapped, both
 * checked. Keeps out copying.
 */
@NullMarked
package io.sealift.agent.snapshot;

import org.jspecify.annotations.NullMarked;
