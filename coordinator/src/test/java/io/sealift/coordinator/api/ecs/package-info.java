/** Facts about the answers of the ECS-compatible interface. Keeps out HTTP and signatures. */
@NullMarked
package io.sealift.coordinator.api.ecs;

import org.jspecify.annotations.NullMarked;
