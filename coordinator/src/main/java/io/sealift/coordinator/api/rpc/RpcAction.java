package io.sealift.coordinator.api.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletionStage;

/** Does what one action's requests ask for. */
public interface RpcAction {
  /** Its name and its parameters. */
  ActionSpec spec();

  /** The answer's fields, but for the request's id; throws {@link RpcException} to refuse. */
  CompletionStage<ObjectNode> run(RpcCall call);
}
