/**
 * A key service in a directory: keys in one encrypted BCFKS file that several agents of a region
 * share. Keeps out every other provider.
 */
@NullMarked
package io.sealift.agent.kms.local;

import org.jspecify.annotations.NullMarked;
