@NullMarked
package io.sealift.audit;

import org.jspecify.annotations.NullMarked;
