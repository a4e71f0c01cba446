/**
 * The certificates that this project makes: an agent's own, which clients pin, and those of a
 * cluster's authority. Keeps out every other kind of key, and where they are kept.
 */
@NullMarked
package io.sealift.agent.certificate;

import org.jspecify.annotations.NullMarked;
