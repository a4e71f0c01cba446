/**
 * What is made once before a cluster's roles start: certificates, topics and access rules. Keeps
 * out the roles themselves.
 */
@NullMarked
package io.sealift.cli.init;

import org.jspecify.annotations.NullMarked;
