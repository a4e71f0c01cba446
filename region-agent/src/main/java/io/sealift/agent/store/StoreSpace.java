package io.sealift.agent.store;

/** How much room the store has, in bytes. */
public record StoreSpace(long freeBytes, long totalBytes) {}
