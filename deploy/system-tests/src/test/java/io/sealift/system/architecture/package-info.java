/** The layers of the project as rules that run. Keeps out behaviour. */
@NullMarked
package io.sealift.system.architecture;

import org.jspecify.annotations.NullMarked;
