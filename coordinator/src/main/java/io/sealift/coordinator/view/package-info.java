/**
 * What coordinators show: the journal's state as this coordinator has read it, live progress and
 * estimates. Keeps out decisions.
 */
@NullMarked
package io.sealift.coordinator.view;

import org.jspecify.annotations.NullMarked;
