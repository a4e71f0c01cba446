package io.sealift.config;

import java.util.function.Predicate;

/**
 * Keys that are another system's: every key under one prefix is taken as text.
 *
 * @param prefix ends with a dot, for instance {@code kafka.client.}
 * @param isRefused says, of a key without the prefix, that operators may not set it
 */
public record OpenKeys(String prefix, Predicate<String> isRefused) {}
