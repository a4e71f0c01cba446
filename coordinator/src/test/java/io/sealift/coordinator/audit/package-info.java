@NullMarked
package io.sealift.coordinator.audit;

import org.jspecify.annotations.NullMarked;
