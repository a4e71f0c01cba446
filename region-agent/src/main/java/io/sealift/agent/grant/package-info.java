/**
 * Grants: a source's data key, sealed by HPKE to the one agent that may have it. Keeps out HTTP and who may ask.
 */
@NullMarked
package io.sealift.agent.grant;

import org.jspecify.annotations.NullMarked;
