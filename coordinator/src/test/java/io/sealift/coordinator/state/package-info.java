/** Facts about the entities, their files and the indexes. Keeps out decisions. */
@NullMarked
package io.sealift.coordinator.state;

import org.jspecify.annotations.NullMarked;
