package io.sealift.benchmark.image;

import java.nio.file.Path;

/**
 * An image file to be copied.
 *
 * @param kind what it holds, in words
 * @param dataBytes about how many of its bytes are not zero
 */
public record TestImage(String kind, Path file, long sizeBytes, long dataBytes) {}
