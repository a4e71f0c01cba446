/**
 * The key service of a region as its agents see it: makes, wraps and unwraps data keys. Keeps out
 * sealed blocks and where the wrapping keys lie.
 */
@NullMarked
package io.sealift.agent.kms;

import org.jspecify.annotations.NullMarked;
