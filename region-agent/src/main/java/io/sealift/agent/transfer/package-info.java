/**
 * Moves sealed segments between agents: the server that sends files without a copy, the client that
 * pulls, the pacing. Keeps out keys.
 */
@NullMarked
package io.sealift.agent.transfer;

import org.jspecify.annotations.NullMarked;
