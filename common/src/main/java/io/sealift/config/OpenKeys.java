package io.sealift.config;

import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Keys that are another system's: every key under one prefix is taken as text.
 *
 * @param prefix ends with a dot, for instance {@code kafka.client.}
 * @param problem says, of a key without the prefix and its value, why operators may not set it so;
 *     never quotes the value, which may be secret
 */
public record OpenKeys(String prefix, BiFunction<String, String, Optional<String>> problem) {}
