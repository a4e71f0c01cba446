/**
 * Access keys: their sealed storage and the checking of signatures. Keeps out what an account may
 * do.
 */
@NullMarked
package io.sealift.coordinator.account;

import org.jspecify.annotations.NullMarked;
