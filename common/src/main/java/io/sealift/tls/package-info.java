/** How clients trust the certificates that agents registered. Keeps out whom they talk to. */
@NullMarked
package io.sealift.tls;

import org.jspecify.annotations.NullMarked;
