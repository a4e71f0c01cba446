/**
 * The envelope: how blocks are sealed into segment files and described by a manifest. Keeps out
 * files, sockets and the key service; time, ids and salts come in as parameters.
 */
@NullMarked
package io.sealift.agent.envelope;

import org.jspecify.annotations.NullMarked;
