/**
 * The REST API of a coordinator, called with an account's access key. Keeps out what commands do
 * with the answers.
 */
@NullMarked
package io.sealift.cli.client;

import org.jspecify.annotations.NullMarked;
