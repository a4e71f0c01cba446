package io.sealift.benchmark.measure;

/**
 * One run.
 *
 * @param seconds by the clock
 * @param cpuSeconds of all cores, in this process and in the programs that it ran to their end
 */
public record Sample(double seconds, double cpuSeconds) {}
