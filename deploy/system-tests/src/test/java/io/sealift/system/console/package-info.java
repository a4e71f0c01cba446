/**
 * The web console in a real browser, against a real cluster. Keeps out what the API answers, which
 * other tests ask without a browser.
 */
@NullMarked
package io.sealift.system.console;

import org.jspecify.annotations.NullMarked;
