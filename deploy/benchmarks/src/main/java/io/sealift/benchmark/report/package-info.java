/** The table and the JSON of a run. Measures nothing. */
@NullMarked
package io.sealift.benchmark.report;

import org.jspecify.annotations.NullMarked;
