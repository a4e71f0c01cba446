/**
 * The actions of the ECS interface of 2014-05-26 that copying images needs. Keeps out the protocol,
 * and the rules, which are the engine's.
 */
@NullMarked
package io.sealift.coordinator.api.ecs;

import org.jspecify.annotations.NullMarked;
