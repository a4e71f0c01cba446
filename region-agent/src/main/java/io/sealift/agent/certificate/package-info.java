/**
 * The agent's self-signed certificate and how clients pin it. Keeps out every other kind of key.
 */
@NullMarked
package io.sealift.agent.certificate;

import org.jspecify.annotations.NullMarked;
