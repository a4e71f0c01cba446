/**
 * Pure: the rules of the ECS and KMS interfaces about images, snapshots, keys, tags and sharing,
 * with their documented errors. Keeps out how work is done and where decisions are written.
 */
@NullMarked
package io.sealift.coordinator.catalog;

import org.jspecify.annotations.NullMarked;
