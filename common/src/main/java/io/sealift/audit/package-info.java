/**
 * Who did what with which key, and what came of it: one line of JSON each, apart from the log.
 * Keeps out secrets, names that users give to things, and what was done with the bytes.
 */
@NullMarked
package io.sealift.audit;

import org.jspecify.annotations.NullMarked;
