/** Tests of what coordinators tell each other; nothing of the requests themselves. */
@org.jspecify.annotations.NullMarked
package io.sealift.coordinator.request;
