package io.sealift.coordinator.api.kms;

import io.sealift.coordinator.api.http.AgentCall;
import io.sealift.coordinator.api.rpc.RpcCall;
import io.sealift.coordinator.api.rpc.RpcCommands;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.KeyAlias;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.OperationWatch;
import io.sealift.copy.RegionId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.KeyUse;
import java.util.Optional;
import java.util.Set;

/**
 * What the actions are served from.
 *
 * @param keyUses has a region's agents use a key
 */
public record KmsServices(
    ClusterView view,
    RpcCommands commands,
    OperationWatch operations,
    AgentCall<KeyUse, KeyUse.Done> keyUses,
    Set<RegionId> regions) {
  private static final String HOST_PREFIX = "kms.";

  public KmsServices {
    regions = Set.copyOf(regions);
  }

  /**
   * The region that a request is for. The interface is a regional one and has no parameter for it:
   * it is in the host's name, or, where every region has one address, in a {@code RegionId} that
   * clients can be told to add.
   */
  RegionId region(RpcCall call) {
    return namedRegion(call).orElseThrow(() -> RpcException.missing("RegionId"));
  }

  private Optional<RegionId> namedRegion(RpcCall call) {
    Optional<String> named = call.parameters().text("RegionId");
    if (named.isEmpty()) {
      return regionOfHost(call.host());
    }
    Optional<RegionId> region = region(named.get());
    if (region.isEmpty()) {
      throw new RpcException(
          404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.");
    }
    return region;
  }

  /** A host may be called {@code kms.…} without naming a region. */
  private Optional<RegionId> regionOfHost(String host) {
    return host.startsWith(HOST_PREFIX)
        ? region(host.substring(HOST_PREFIX.length()).split("[.:]", 2)[0])
        : Optional.empty();
  }

  private Optional<RegionId> region(String name) {
    return regions.stream().filter(region -> region.value().equals(name)).findFirst();
  }

  /**
   * The account's key of that id. Where the request says its region, other regions' keys are
   * unknown to it, as they are to a regional service.
   */
  KeyDescription key(RpcCall call, String id) {
    Optional<RegionId> region = namedRegion(call);
    return view.read(state -> key(state, call, id))
        .filter(key -> region.isEmpty() || region.get().equals(key.region()))
        .orElseThrow(KmsServices::noKey);
  }

  /** The account's key of that id, or of that alias in the request's region. */
  KeyDescription keyOrAlias(RpcCall call, String idOrAlias) {
    if (!idOrAlias.startsWith("alias/")) {
      return key(call, idOrAlias);
    }
    String aliasKey = KeyAlias.key(region(call), call.account(), idOrAlias);
    return view.read(
            state ->
                state
                    .find(KeyAlias.class, aliasKey)
                    .flatMap(alias -> key(state, call, alias.keyId().value())))
        .orElseThrow(
            () ->
                new RpcException(
                    404, "Forbidden.AliasNotFound", "The specified Alias is not found."));
  }

  private static Optional<KeyDescription> key(ClusterState state, RpcCall call, String id) {
    return state
        .find(RegionKey.class, RegionKey.KIND + id)
        .map(RegionKey::description)
        .filter(key -> key.owner().equals(Optional.of(call.account())));
  }

  static RpcException noKey() {
    return new RpcException(404, "Forbidden.KeyNotFound", "The specified Key is not found.");
  }

  /** Refuses a key that may not be used now. */
  static void requireEnabled(KeyDescription key) {
    if (key.state() == KeyState.DISABLED) {
      throw new RpcException(
          409, "Rejected.Disabled", "The request was rejected because the key is disabled.");
    }
    requireNotPending(key);
  }

  /** Refuses a key that waits for its deletion. */
  static void requireNotPending(KeyDescription key) {
    if (key.state() == KeyState.PENDING_DELETION) {
      throw new RpcException(
          409,
          "Rejected.PendingDeletion",
          "The request was rejected because the key waits for its deletion.");
    }
  }
}
