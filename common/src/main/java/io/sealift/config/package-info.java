/**
 * Reads a role's configuration from file and environment into records. Keeps out what the settings
 * mean.
 */
@NullMarked
package io.sealift.config;

import org.jspecify.annotations.NullMarked;
