/** Facts about metrics: names and descriptions. Keeps out what is measured. */
@NullMarked
package io.sealift.telemetry;

import org.jspecify.annotations.NullMarked;
