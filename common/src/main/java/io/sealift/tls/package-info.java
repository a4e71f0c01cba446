/**
 * Certificates in files, and how clients trust those that agents registered. Keeps out whom they
 * talk to.
 */
@NullMarked
package io.sealift.tls;

import org.jspecify.annotations.NullMarked;
