/** Facts about tickets: whom they convince and whom not. Keeps out transfer. */
@NullMarked
package io.sealift.ticket;

import org.jspecify.annotations.NullMarked;
