/** Signatures of requests made with an account's access key. Keeps out who the accounts are. */
@NullMarked
package io.sealift.signature;

import org.jspecify.annotations.NullMarked;
