/**
 * What operators watch: alerts, rules and dashboards, against the metrics that exist. No cluster.
 */
@NullMarked
package io.sealift.system.observability;

import org.jspecify.annotations.NullMarked;
