/**
 * The actions of the KMS interface of 2016-01-20. Keeps out the protocol; keys never leave their
 * region's agents.
 */
@NullMarked
package io.sealift.coordinator.api.kms;

import org.jspecify.annotations.NullMarked;
