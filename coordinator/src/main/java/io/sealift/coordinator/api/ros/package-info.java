/**
 * The ROS interface, as far as one image is copied to several regions as a stack. Keeps out every
 * other kind of template, and what a copy may do.
 */
@NullMarked
package io.sealift.coordinator.api.ros;

import org.jspecify.annotations.NullMarked;
