/**
 * The control port and the management port: grants, uploads, downloads, health. Keeps out the block
 * port.
 */
@NullMarked
package io.sealift.agent.server;

import org.jspecify.annotations.NullMarked;
