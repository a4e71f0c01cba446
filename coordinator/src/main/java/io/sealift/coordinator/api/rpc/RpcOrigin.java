package io.sealift.coordinator.api.rpc;

import io.sealift.copy.TraceParent;

/**
 * Where a request comes from, and what it is known by.
 *
 * @param host whom the client means to talk to
 * @param address the client's
 */
record RpcOrigin(String requestId, TraceParent trace, String host, String address) {}
