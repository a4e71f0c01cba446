/**
 * Signed, short-lived permissions to move the bytes of one snapshot. Keeps out the transfer itself.
 */
@NullMarked
package io.sealift.ticket;

import org.jspecify.annotations.NullMarked;
