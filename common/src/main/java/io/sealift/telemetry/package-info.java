/** Metric names and the Prometheus registry of a role. Keeps out what is measured. */
@NullMarked
package io.sealift.telemetry;

import org.jspecify.annotations.NullMarked;
