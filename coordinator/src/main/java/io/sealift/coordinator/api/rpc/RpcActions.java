package io.sealift.coordinator.api.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** All actions there are, by interface and name. */
public final class RpcActions {
  private final Map<String, RpcAction> actions = new TreeMap<>();

  /** Adds an action. */
  public RpcActions add(ActionSpec spec, Function<RpcCall, CompletionStage<ObjectNode>> run) {
    actions.put(
        key(spec.product(), spec.name()),
        new RpcAction() {
          @Override
          public ActionSpec spec() {
            return spec;
          }

          @Override
          public CompletionStage<ObjectNode> run(RpcCall call) {
            return run.apply(call);
          }
        });
    return this;
  }

  /** Adds an action that is documented, but not served: it answers with an error. */
  public RpcActions unsupported(ActionSpec spec) {
    return add(
        spec.withoutSupport(),
        call -> {
          throw new RpcException(
              403,
              "InvalidAction",
              "The action %s is not supported by this service.".formatted(spec.name()));
        });
  }

  /** The action of that name. */
  public Optional<RpcAction> find(Product product, String name) {
    return Optional.ofNullable(actions.get(key(product, name)));
  }

  /** How long the body of a request for that action may be, whoever asks. */
  int maxBodyBytes(String name) {
    return actions.values().stream()
        .map(RpcAction::spec)
        .filter(spec -> spec.name().equals(name))
        .mapToInt(ActionSpec::maxBodyBytes)
        .max()
        .orElse(ActionSpec.BODY_BYTES);
  }

  /** All of them, by interface and name. */
  public Collection<RpcAction> all() {
    return Collections.unmodifiableCollection(actions.values());
  }

  private static String key(Product product, String name) {
    return product.name() + "/" + name;
  }
}
