/** Facts about reading configuration. Keeps out any role's own settings. */
@NullMarked
package io.sealift.config;

import org.jspecify.annotations.NullMarked;
