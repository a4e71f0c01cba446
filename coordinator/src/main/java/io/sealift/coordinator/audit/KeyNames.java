package io.sealift.coordinator.audit;

import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.view.ClusterView;
import java.util.Optional;
import java.util.function.Function;

/**
 * What requests call keys by.
 *
 * @param region of a key's id
 * @param ofCiphertext the id of the key that sealed what a caller wants opened
 */
public record KeyNames(
    Function<String, Optional<String>> region, Function<String, Optional<String>> ofCiphertext) {
  /** The keys of a view. */
  public static KeyNames of(ClusterView view, Function<String, Optional<String>> keyOfCiphertext) {
    return new KeyNames(
        keyId ->
            view.read(state -> state.find(RegionKey.class, RegionKey.KIND + keyId))
                .map(key -> key.description().region().value()),
        keyOfCiphertext);
  }
}
