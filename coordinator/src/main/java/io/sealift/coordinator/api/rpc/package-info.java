/**
 * The wire protocol of Alibaba Cloud's RPC interfaces: both signatures, parameters, answers and
 * errors as JSON or XML. Keeps out what the actions do.
 */
@NullMarked
package io.sealift.coordinator.api.rpc;

import org.jspecify.annotations.NullMarked;
