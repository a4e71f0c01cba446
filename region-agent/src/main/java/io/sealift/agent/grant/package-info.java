/**
 * Grants: a source's data key, sealed by HPKE to the one agent that may have it, asked for over
 * HTTPS and kept for minutes. Keeps out who may ask: the granting side decides that.
 */
@NullMarked
package io.sealift.agent.grant;

import org.jspecify.annotations.NullMarked;
